"""`rank --plot`: the ranking as a picture in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bridge.cli.output import count, note
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.domain.picture import Picture
    from bridge.pipeline.conversation import Conversation
    from bridge.pipeline.rank_conversation import RankedConversation

CONFIRMED_VOTERS = 10
"""Voters that confirm a comment, as in campaigns that wish for no other number."""


def check_place(path: Path) -> None:
    """Refuse a name under which no picture can be saved, before any work is done."""
    if path.suffix.lower() != ".png":
        raise UserProblem(
            "--plot draws a PNG", hint=f"Name a file that ends in .png, such as {path.stem}.png."
        )
    try:
        folder, taken = path.parent.is_dir(), path.is_dir()
    except OSError as error:
        raise _unwritable(path, error) from None
    if taken:
        raise UserProblem(f"{path} is a folder", hint="Name a file in it.")
    if not folder:
        raise UserProblem(f"cannot write {path}: {path.parent} is no folder", hint="Make the folder first.")


def draw(picture: Picture, path: Path) -> None:
    """Draw a picture into a file, instead of what it held, and say what is to be seen."""
    from bridge.render.charts.ranking import draw_ranking

    drawn = draw_ranking(picture)
    try:
        path.write_bytes(drawn.png)
    except OSError as error:
        raise _unwritable(path, error) from None
    across = f"{count(drawn.compared, 'idea')} by support and support across sides"
    moved = f"how the first moved, at {count(drawn.moments, 'date')}"
    note(
        f"{path}: {count(drawn.listed, 'idea')} with intervals; "
        f"{across if drawn.compared else f'no support across sides ({picture.why_not_across})'}; "
        f"{moved if drawn.moments else f'no movement ({picture.movement.why_none})'}"
    )


def _unwritable(path: Path, error: OSError) -> UserProblem:
    reason = error.strerror or "it cannot be opened"
    return UserProblem(f"cannot write {path}: {reason}", hint="Name a file that can be written.")


def picture_of(name: str, then: str, ranked: RankedConversation, known: Conversation) -> Picture:
    """What there is to draw of a ranked conversation; `known` is what was ranked, `then` says until when.

    Comments need votes where their figures say so, else enough voters confirm them.
    """
    from bridge.domain.picture import Picture, PicturedIdea
    from bridge.domain.ranking import Badge
    from bridge.pipeline.movement import movement
    from bridge.pipeline.rank_conversation import INTERVAL, By

    order = "support across sides" if ranked.by is By.ACROSS else "support"

    def badge(seen: int, needs_votes: bool) -> Badge:
        if needs_votes:
            return Badge.NEEDS_VOTES
        return Badge.CONFIRMED if seen >= CONFIRMED_VOTERS else Badge.NONE

    return Picture(
        title=f"{name}: ideas by {order}",
        subtitle=f"{count(len(ranked.comments), 'idea')}, {count(ranked.votes, 'vote')} of "
        f"{count(ranked.people, 'person', 'people')}{then}. "
        "Support is the share of people for an idea among those who saw it, pulled a little towards the "
        "average.",
        order=order,
        interval=INTERVAL,
        ideas=tuple(
            PicturedIdea(
                id=entry.comment.id,
                words=entry.comment.text,
                support=entry.support,
                low=entry.low,
                high=entry.high,
                across=entry.across,
                seen=entry.seen,
                badge=badge(entry.seen, entry.needs_votes),
                place=f"={entry.rank}" if entry.tied else str(entry.rank),
            )
            for entry in ranked.comments
        ),
        movement=movement(known, by=ranked.by),
        why_not_across=ranked.why_not_across,
    )
