"""One kind of call to the forum: method, path template, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote


class Reply(StrEnum):
    """What a successful answer holds: JSON, nothing of use, or the address of something else."""

    JSON = "json"
    NOTHING = "nothing"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route of the forum. Its text (`GET /t/{id}.json`) is what counters and errors show.

    `reads` is True for calls that change nothing, whatever their method: only those are repeated freely.
    """

    method: str
    template: str
    reply: Reply = Reply.JSON
    reads: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    def path(self, ids: dict[str, str | int]) -> str:
        """The path with its places filled, each value quoted."""
        return self.template.format_map({name: quote(str(value), safe="") for name, value in ids.items()})


def reading(template: str, *, method: str = "GET", reply: Reply = Reply.JSON) -> Endpoint:
    """A call that changes nothing."""
    return Endpoint(method, template, reply, reads=True)


def writing(method: str, template: str, *, reply: Reply = Reply.JSON) -> Endpoint:
    """A call that changes something."""
    return Endpoint(method, template, reply)
