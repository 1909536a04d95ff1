"""When a request may go out again, and after how long a pause.

Reads are repeated on anything Temporary. Writes are repeated only where the forum refused before acting
(429) or was never reached; every other failure of a write is for the journal to settle.

The loop is the project's own: a retry library sleeps by the machine's clock, while here the pauses go
through the injected one, so that tests and the demo need no waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

from bridge.domain.errors import ForumError, RateLimited, Temporary, Unknown
from bridge.forum.breaker import Breaker, Budget
from bridge.forum.endpoint import Endpoint
from bridge.forum.errors import NotConnected
from bridge.forum.pacing import Pacer
from bridge.forum.settings import ForumSettings
from bridge.forum.transport import Answer, File, Json, Query, Transport
from bridge.ports import Clock

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class Client:
    """Paced, patient access to the forum for one key; what every module in `api` calls.

    `jitter` gives numbers in 0..1 that spread the pauses, so that two bridges do not knock in step.
    """

    def __init__(
        self,
        transport: Transport,
        pacer: Pacer,
        clock: Clock,
        settings: ForumSettings,
        jitter: Callable[[], float] | None = None,
        *,
        breaker: Breaker,
        budget: Budget,
    ) -> None:
        self._transport = transport
        self._breaker = breaker
        self._budget = budget
        self._pacer = pacer
        self._clock = clock
        self._attempts = settings.attempts
        self._longest_wait = settings.longest_wait
        self._jitter = jitter or SystemRandom().random

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._transport.total

    def seconds_for(self, requests: int) -> float:
        """How long so many requests take at the pace that the forum allows."""
        return self._pacer.seconds_for(requests)

    def call(
        self,
        endpoint: Endpoint,
        *,
        ids: dict[str, str | int] | None = None,
        query: Query | None = None,
        body: Json | None = None,
        file: File | None = None,
    ) -> Answer:
        """Send a request when the pace allows it, again where that is safe.

        Raises:
            Resting: the forum failed too often just now; says when it is tried again.
            Spent: the run's budget of such requests is used up.
            ForumError: what remained after the last attempt.
        """
        for attempt in range(1, self._attempts + 1):
            self._breaker.check()
            self._budget.take(reads=endpoint.reads)
            self._pacer.wait()
            try:
                answer = self._transport.send(endpoint, ids=ids, query=query, body=body, file=file)
            except Temporary as trouble:
                self._breaker.failed()
                if attempt == self._attempts or not self._may_repeat(endpoint, trouble):
                    raise
                self._pause(trouble, attempt)
            except Unknown:
                self._breaker.failed()
                raise
            except ForumError:
                self._breaker.passed()
                raise
            else:
                self._breaker.passed()
                return answer
        raise AssertionError("attempts are at least one")

    def _may_repeat(self, endpoint: Endpoint, trouble: Temporary) -> bool:
        if isinstance(trouble, RateLimited):
            # A wish of hours (a daily limit) is the caller's to plan with, not to sleep on.
            return (trouble.delay or 0.0) <= self._longest_wait
        return endpoint.reads or isinstance(trouble, NotConnected)

    def _pause(self, trouble: Temporary, attempt: int) -> None:
        if isinstance(trouble, RateLimited):
            self._pacer.refused(trouble.delay or 0.0)
            return
        pause = min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE)
        self._clock.sleep(pause * (0.5 + self._jitter()))
