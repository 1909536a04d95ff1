"""`rank --from`: rank a conversation that lies in a folder; no campaign, forum or database is opened."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.cli.output import Format, count, note, say
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.pipeline.rank_conversation import RankedComment, RankedConversation

LISTED = 20
"""So many comments are listed where nobody asks for another number."""

_WORDS = 70


def rank_files(
    folder: Path, *, by: str, until: str | None, top: int | None, output: Format, plot: Path | None
) -> None:
    """Rank what lies in `folder`, print it, and draw it where `plot` names a file."""
    from bridge.pipeline.rank_conversation import By, rank_conversation
    from bridge.text.conversation import read_conversation

    instant = None if until is None else instant_of(until)
    if plot is not None:
        from bridge.cli.rank_plot import check_place

        check_place(plot)
    conversation = read_conversation(folder)
    ranked = rank_conversation(conversation, by=By(by), until=instant)
    if not ranked.comments:
        note(f"{_name(folder)} held no comment that can be ranked{_by_then(ranked)}")
    if output is Format.JSON:
        shown = ranked.comments[:top] if top else ranked.comments
        rows = [ranked_json(entry) for entry in shown]
        say(json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False))
    elif ranked.comments:
        say(_table(_name(folder), ranked, LISTED if top is None else top))
    if plot is not None:
        from bridge.cli.rank_plot import draw, picture_of

        known = conversation if instant is None else conversation.until(instant)
        draw(picture_of(_name(folder), _by_then(ranked), ranked, known), plot)


def instant_of(words: str) -> int:
    """Milliseconds since 1970 from such a number, a date (its end) or a date and time, both UTC if silent."""
    try:
        if words.strip().isdecimal():
            return int(words)
        try:
            end = datetime.combine(date.fromisoformat(words), time(), UTC) + timedelta(days=1)
            return _milliseconds(end) - 1
        except ValueError:
            instant = datetime.fromisoformat(words)
            return _milliseconds(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise UserProblem(
            "--until names no time",
            hint="Write milliseconds since 1970 as in the files, a date such as 2024-09-30 for its end, "
            "or 2024-09-30T14:00Z.",
        ) from None


def ranked_json(entry: RankedComment) -> dict[str, object]:
    """One comment for programs: its place and every figure behind it, without its text."""
    number = entry.comment.number
    return {
        "id": entry.comment.id if number is None else number,
        "rank": entry.rank,
        "tied": entry.tied,
        "support": entry.support,
        "low": entry.low,
        "high": entry.high,
        "up": entry.up,
        "down": entry.down,
        "seen": entry.seen,
        "counted": {"for": entry.counted.positives, "seen": entry.counted.seen},
        "capped": entry.capped,
        "across": entry.across,
        "across_status": str(entry.across_status),
        "gap": entry.gap,
        "split": entry.split,
        "divided": entry.divided,
        "polarised": entry.polarised,
        "needs_votes": entry.needs_votes,
        "across_groups": entry.across_groups,
        "consensus": entry.consensus,
    }


def _milliseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _name(folder: Path) -> str:
    return folder.resolve().name or str(folder)


def _by_then(ranked: RankedConversation) -> str:
    """` by 2024-09-30 23:59 UTC` where a time was asked for."""
    if ranked.until is None:
        return ""
    try:
        then = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ranked.until)
    except OverflowError:
        return " by then"
    return f" by {then:%Y-%m-%d %H:%M:%S} UTC"


def _table(name: str, ranked: RankedConversation, top: int) -> str:
    from bridge.pipeline.rank_conversation import INTERVAL, By

    shown = ranked.comments[:top] if top else ranked.comments
    order = "support across sides" if ranked.by is By.ACROSS else "support among those who saw them"
    people = f"{count(ranked.votes, 'vote')} of {count(ranked.people, 'person', 'people')}"
    width = max(7, *(len(entry.comment.id) for entry in shown))
    what = f"{name}: {count(len(ranked.comments), 'comment')}, {people}{_by_then(ranked)}"
    counts = f"{'for':>5} {'against':>7} {'seen':>5}"
    lines = [
        f"{what}, ranked by {order} ({INTERVAL:.0%} interval)",
        *_left_out(ranked),
        "",
        f"{'place':>5}  {'support':>7}  {'interval':>10}  {'across':>6}  {counts}  {'id':<{width}}  text",
    ]
    for entry in shown:
        place = f"{entry.rank}{'=' if entry.tied else ''}"
        interval = f"{entry.low:.0%}-{entry.high:.0%}"
        across = "-" if entry.across is None else f"{entry.across:.1%}"
        lines.append(
            f"{place:>5}  {entry.support:>7.1%}  {interval:>10}  {across:>6}"
            f"  {entry.up:>5} {entry.down:>7} {entry.seen:>5}"
            f"  {entry.comment.id:<{width}}  {_words(entry.comment.text)}{_marks(entry)}"
        )
    if len(shown) < len(ranked.comments):
        lines.append(f"... {len(ranked.comments) - len(shown):,} more; --top 0 lists all")
    if ranked.why_not_across:
        lines += ["", f"no support across sides: {ranked.why_not_across}"]
    return "\n".join(lines)


def _left_out(ranked: RankedConversation) -> list[str]:
    """What does not count, in one line; none where everything does."""
    left = ranked.left_out
    parts = []
    if left.rejected:
        rejected = count(left.rejected, "rejected comment")
        parts.append(f"{rejected} with {count(left.votes_on_rejected, 'vote')}")
    if left.own:
        parts.append(f"{count(left.own, 'vote')} of authors on their own")
    if left.changed:
        parts.append(f"{count(left.changed, 'vote')} changed later")
    return [f"left out: {'; '.join(parts)}"] if parts else []


def _marks(entry: RankedComment) -> str:
    words = [
        *(["needs votes"] if entry.needs_votes else []),
        *(["divided"] if entry.divided else []),
        *(["polarised"] if entry.polarised else []),
        *([f"{entry.capped:.1f} votes capped"] if entry.capped else []),
    ]
    return f"  [{', '.join(words)}]" if words else ""


def _words(text: str) -> str:
    """The beginning of a text on one line, without signs that steer a terminal."""
    seen = "".join(sign if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} else " " for sign in text)
    words = " ".join(seen.split())
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1].rstrip()}…"
