"""One thing that cannot be looked at must not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bridge.domain.checkup import Checked, broken
from bridge.domain.errors import BridgeError


def guarded(area: str, what: str, look: Callable[[], Iterable[Checked]]) -> Iterator[Checked]:
    """What `look` finds; whatever ends it becomes a line of its own."""
    try:
        yield from look()
    except BridgeError as problem:
        yield broken(area, what, problem.what, problem.hint)
    except Exception as failure:  # noqa: BLE001 - the examination goes on, whatever it meets
        told = f"it could not be looked at: unexpected {type(failure).__name__}"
        yield broken(area, what, told, "Report this as a fault of the bridge.")
