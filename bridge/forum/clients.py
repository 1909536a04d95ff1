"""Access to the forum with each key: one client for a key, all at one pace, within one budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bridge.forum.breaker import Breaker, Budget
from bridge.forum.pacing import Pacer
from bridge.forum.retry import Client
from bridge.forum.settings import ForumSettings
from bridge.forum.transport import Transport
from bridge.ports import Clock


@dataclass(frozen=True, slots=True)
class Clients:
    """`own` acts with the bridge's key, `runner` runs the stored query, `admin` provisions.

    They are the same where there is no key of their own. `transports` are the connections behind them.
    """

    own: Client
    runner: Client
    admin: Client
    pacer: Pacer
    budget: Budget
    transports: tuple[Transport, ...]

    def by_endpoint(self) -> dict[str, int]:
        """Requests so far by method and path template."""
        counts: Counter[str] = Counter()
        for transport in self.transports:
            counts.update({str(endpoint): count for endpoint, count in transport.counts.items()})
        return dict(counts)

    def answers(self) -> dict[tuple[str, str], int]:
        """What came back so far, by endpoint and kind: `ok`, `rate-limited`, `forum-down`, ..."""
        counts: Counter[tuple[str, str]] = Counter()
        for transport in self.transports:
            counts.update({(str(found), kind): count for (found, kind), count in transport.answers.items()})
        return dict(counts)

    def close(self) -> None:
        """Close the connections."""
        for transport in self.transports:
            transport.close()


def open_clients(settings: ForumSettings, clock: Clock, jitter: Callable[[], float] | None = None) -> Clients:
    """A client for each key; nothing is connected before the first request."""
    pacer = Pacer(clock, per_minute=settings.requests_per_minute, burst=settings.burst)
    breaker = Breaker(clock, after=settings.refusals)
    budget = Budget(reads=settings.most_reads, writes=settings.most_writes)
    transports = [Transport(settings, settings.own)]
    if settings.runner is not None:
        transports.append(Transport(settings, settings.runner))
    if settings.admin is not None:
        transports.append(Transport(settings, settings.admin))
    clients = [
        Client(sender, pacer, clock, settings, jitter, breaker=breaker, budget=budget)
        for sender in transports
    ]
    own = clients[0]
    return Clients(
        own=own,
        runner=clients[1] if settings.runner is not None else own,
        admin=clients[-1] if settings.admin is not None else own,
        pacer=pacer,
        budget=budget,
        transports=tuple(transports),
    )
