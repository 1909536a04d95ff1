"""Faults between the parts of a campaign file: dates that contradict, names that lead nowhere, clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bridge.declare.build import question_tag
from bridge.declare.draft import Draft
from bridge.declare.nearest import nearest
from bridge.declare.ready import ready_groups, ready_lenses
from bridge.declare.source import Place
from bridge.declare.when import Unreadable, closing, opening
from bridge.domain.campaign import OPEN_GROUPS, STAFF_GROUPS

_GROUPS = (
    ("forum", "bridge_group"),
    ("forum", "readers"),
    ("forum", "review_group"),
    ("intake", "message_group"),
)
"""Where a campaign file names groups of the forum."""


def check(draft: Draft) -> None:
    """Note every fault between parts that can be read."""
    for examine in (_dates, _phases, _names, _identities, _tags, _labels, _batches):
        examine(draft)


@dataclass(frozen=True, slots=True)
class _Period:
    """A phase whose dates can be read; `acts`: people have a right in it."""

    place: Place
    title: str
    last: date | datetime
    opens: datetime
    closes: datetime
    acts: bool


def _dates(draft: Draft) -> None:
    note = draft.source.note
    starts, ends = draft.day("starts"), draft.day("ends")
    if starts and ends and ends < starts:
        note(("ends",), f"the campaign would end before it starts ({_said(starts)})")
        return
    opens = draft.day("sign_up", "opens")
    if opens and ends and opens > ends:
        note(("sign_up", "opens"), f"sign-up would open after the campaign ends ({_said(ends)})")
    published = draft.day("guide", "published")
    if published and starts and published < starts:
        note(("guide", "published"), f"the guide would appear before the campaign starts ({_said(starts)})")


def _phases(draft: Draft) -> None:
    zone = draft.zone or ZoneInfo("UTC")
    periods = list(_periods(draft, zone))
    _inside(draft, periods, zone)
    furthest: _Period | None = None
    for period in sorted(periods, key=lambda period: period.opens):
        if furthest is not None and period.opens < furthest.closes:
            draft.source.note(
                (*period.place, "from"),
                f'this phase would start while "{furthest.title}" still runs, until {_said(furthest.last)}',
            )
        if furthest is None or period.closes > furthest.closes:
            furthest = period
    published = draft.day("guide", "published")
    if draft.source.told(("guide", "published")):
        return
    for period in periods:
        if published and period.acts and closing(published, zone) < period.closes:
            draft.source.note(
                ("guide", "published"),
                f'the guide would appear while the phase "{period.title}" still runs, until '
                f"{_said(period.last)}",
            )
            break


def _periods(draft: Draft, zone: ZoneInfo) -> Iterable[_Period]:
    for place, _ in draft.items("phases"):
        first, last = draft.when(*place, "from"), draft.when(*place, "to")
        opens = _instant(draft, (*place, "from"), partial(opening, first, zone)) if first else None
        closes = _instant(draft, (*place, "to"), partial(closing, last, zone)) if last else None
        if first is None or last is None or opens is None or closes is None:
            continue
        if closes <= opens:
            draft.source.note((*place, "to"), f"the phase would end before it starts ({_said(first)})")
            continue
        title = draft.text(*place, "title") or draft.text(*place, "id") or ""
        yield _Period(place, title, last, opens, closes, bool(draft.items(*place, "rights")))


def _instant(draft: Draft, place: Place, read: Callable[[], datetime]) -> datetime | None:
    try:
        return read()
    except Unreadable as error:
        draft.source.note(place, str(error), error.suggestion)
        return None


def _inside(draft: Draft, periods: Iterable[_Period], zone: ZoneInfo) -> None:
    """Phases in which people may act lie inside the campaign; a phase of reading only may follow it."""
    starts, ends = draft.day("starts"), draft.day("ends")
    if starts and ends and ends < starts:
        return
    for period in periods:
        if starts and period.opens < opening(starts, zone):
            draft.source.note(
                (*period.place, "from"), f"the phase would start before the campaign ({_said(starts)})"
            )
        if ends and period.acts and period.closes > closing(ends, zone):
            draft.source.note(
                (*period.place, "to"),
                f"the phase would run on after the campaign has ended ({_said(ends)}); only a phase with "
                "`rights: []` may",
            )


def _names(draft: Draft) -> None:
    """Names that must lead to something declared or ready."""
    note = draft.source.note
    known = {name for _, name in draft.ids("questions")}
    asked: set[str] = set()
    phases = draft.items("phases")
    for phase, node in phases:
        if node.child("questions") is None:
            asked |= known
        for place, item in draft.items(*phase, "questions"):
            name = str(item.value)
            asked.add(name)
            if known and name not in known and not draft.source.told(place):
                note(place, "no question has this id", nearest(name, known))
    if phases and all(node.entries is not None for _, node in phases):
        for place, name in draft.ids("questions"):
            if name not in asked:
                note(place, "no phase asks this question; add it to the `questions` of a phase")
    for list_name, ready in (("lenses", ready_lenses()), ("groups", ready_groups())):
        for place, word in draft.ids(list_name):
            if place[-1] != "id" and word not in ready and not draft.source.told(place):
                message = f"there is no ready one of this name; ready are {', '.join(ready)}"
                note(place, message, nearest(word, ready))


def check_groups(draft: Draft, groups: Iterable[str]) -> None:
    """Note groups that the forum does not have; `groups` are all that it has."""
    known = {group.lower(): group for group in (*groups, *OPEN_GROUPS)}
    for place in _GROUPS:
        name = draft.text(*place)
        if name is not None and name.lower() not in known:
            draft.source.note(place, "the forum has no group of this name", nearest(name, known.values()))


def _identities(draft: Draft) -> None:
    """Ids, links and rights that may stand once only."""
    for name in ("phases", "questions", "stories", "groups", "lenses"):
        _once(draft, draft.ids(name), "this id is taken")
    _once(draft, draft.texts("stories", "link"), "this story is listed already")
    _once(draft, draft.texts("partners", "name"), "this partner is listed already")
    lists: list[Place] = [("follow_up_days",), ("digest", "leave_out")]
    lists += [(*phase, key) for phase, _ in draft.items("phases") for key in ("rights", "questions")]
    for place in lists:
        written = [(item, str(node.value)) for item, node in draft.items(*place)]
        _once(draft, written, "this is listed already")


def _tags(draft: Draft) -> None:
    """Tags of questions, lenses and hashtag share one forum and must differ."""
    tags: list[tuple[Place, str]] = []
    hashtag = draft.text("hashtag")
    if hashtag:
        tags.append((("hashtag",), hashtag.lower()))
    slug = draft.slug
    for place, name in draft.ids("questions"):
        tag = draft.text(*place[:2], "tag")
        if tag is not None:
            tags.append(((*place[:2], "tag"), tag))
        elif slug:
            tags.append((place, question_tag(slug, name)))
    ready = ready_lenses()
    for place, node in draft.items("lenses"):
        if isinstance(node.value, str) and node.value in ready and not draft.source.told(place):
            tags += [(place, value.tag) for value in ready[node.value].tags]
        for value, _ in draft.items(*place, "tags"):
            own = draft.text(*value, "tag")
            tags += [((*value, "tag"), own)] if own else []
    _once(draft, tags, 'the tag "{}" is taken')


def _labels(draft: Draft) -> None:
    """What people choose between must read differently."""
    defaults = {"up": "For", "down": "Against", "unsure": "Not sure"}
    written = [(("voting", key), draft.text("voting", key) or usual) for key, usual in defaults.items()]
    _once(draft, [(place, label.casefold()) for place, label in written], "this label is taken")
    if draft.text("forum", "readers") and draft.text("forum", "readers") == draft.text(
        "forum", "bridge_group"
    ):
        draft.source.note(("forum", "readers"), "the readers' group must not be the bridge's own group")
    reviewers = draft.text("forum", "review_group")
    if reviewers and reviewers in {draft.text("forum", "readers"), *OPEN_GROUPS}:
        draft.source.note(
            ("forum", "review_group"), "what waits for a decision must not be seen by all readers"
        )
    box = draft.text("intake", "message_group")
    if box and box in {*OPEN_GROUPS, *STAFF_GROUPS}:
        draft.source.note(
            ("intake", "message_group"), "every message to it is taken as an idea; make one for ideas"
        )


def _batches(draft: Draft) -> None:
    """A batch that is published early for want of ideas is no larger than a whole one."""
    least, whole = draft.number("anonymity", "least"), draft.number("anonymity", "batch_size")
    if least is not None and whole is not None and least > whole:
        draft.source.note(("anonymity", "least"), f"this is more than the smallest batch ({whole})")


def _once(draft: Draft, written: Iterable[tuple[Place, str]], message: str) -> None:
    first: dict[str, Place] = {}
    for place, value in written:
        if value not in first:
            first[value] = place
            continue
        if draft.source.told(place):
            continue
        node = draft.node(first[value])
        where = f" (line {node.line})" if node is not None else ""
        draft.source.note(place, message.format(value) + where)


def _said(when: date | datetime) -> str:
    """A day or time for a message."""
    if isinstance(when, datetime):
        return f"{when.day} {when:%B %Y, %H:%M}"
    return f"{when.day} {when:%B %Y}"
