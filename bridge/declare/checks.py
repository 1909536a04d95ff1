"""Faults between the parts of a campaign file: dates that contradict, names that lead nowhere, clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bridge.declare.build import question_tag
from bridge.declare.draft import Draft
from bridge.declare.models.phases import PhaseModel
from bridge.declare.nearest import nearest
from bridge.declare.ready import ready_groups, ready_lenses
from bridge.declare.source import Place
from bridge.declare.when import Unreadable, closing, opening


def check(draft: Draft) -> None:
    """Note every fault between parts that can be read."""
    for examine in (_dates, _phases, _names, _identities, _tags, _labels):
        examine(draft)


@dataclass(frozen=True, slots=True)
class _Period:
    index: int
    phase: PhaseModel
    opens: datetime
    closes: datetime


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
    for period in sorted(periods, key=lambda period: (period.opens, period.index)):
        if furthest is not None and period.opens < furthest.closes:
            draft.source.note(
                ("phases", period.index, "from"),
                f'this phase would start while "{furthest.phase.title}" still runs, until '
                f"{_said(furthest.phase.to)}",
            )
        if furthest is None or period.closes > furthest.closes:
            furthest = period
    published = draft.day("guide", "published")
    for period in periods:
        if published and period.phase.rights and closing(published, zone) < period.closes:
            draft.source.note(
                ("guide", "published"),
                f'the guide would appear while the phase "{period.phase.title}" still runs, until '
                f"{_said(period.phase.to)}",
            )
            break


def _periods(draft: Draft, zone: ZoneInfo) -> Iterable[_Period]:
    for index, phase in draft.phases():
        opens = _instant(draft, ("phases", index, "from"), partial(opening, phase.from_, zone))
        closes = _instant(draft, ("phases", index, "to"), partial(closing, phase.to, zone))
        if opens is None or closes is None:
            continue
        if closes <= opens:
            message = f"the phase would end before it starts ({_said(phase.from_)})"
            draft.source.note(("phases", index, "to"), message)
            continue
        yield _Period(index, phase, opens, closes)


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
                ("phases", period.index, "from"),
                f"the phase would start before the campaign ({_said(starts)})",
            )
        if ends and period.phase.rights and period.closes > closing(ends, zone):
            draft.source.note(
                ("phases", period.index, "to"),
                f"the phase would run on after the campaign has ended ({_said(ends)}); only a phase with "
                "`rights: []` may",
            )


def _names(draft: Draft) -> None:
    """Names that must lead to something declared or ready."""
    note = draft.source.note
    known = {name for _, name in draft.ids("questions")}
    asked: set[str] = set()
    for index in range(draft.count("phases")):
        node = draft.node(("phases", index, "questions"))
        if node is None:
            asked |= known
            continue
        seen: set[str] = set()
        for position, item in enumerate(node.items or ()):
            place: Place = ("phases", index, "questions", position)
            if not isinstance(item.value, str):
                continue
            if known and item.value not in known:
                note(place, "no question has this id", nearest(item.value, known))
            elif item.value in seen:
                note(place, "this question is listed twice in the phase")
            seen.add(item.value)
        asked |= seen
    if len(draft.phases()) == draft.count("phases") > 0:
        for written, name in draft.ids("questions"):
            if name not in asked:
                note(written, "no phase asks this question; add it to the `questions` of a phase")
    for name, ready in (("lenses", set(ready_lenses())), ("groups", set(ready_groups()))):
        for written, word in draft.ids(name):
            if written[-1] != "id" and word not in ready:
                listed = ", ".join(sorted(ready))
                note(written, f"there is no ready one of this name; ready are {listed}", nearest(word, ready))


def _identities(draft: Draft) -> None:
    """Ids, links and rights that may stand once only."""
    for name in ("phases", "questions", "stories", "groups", "lenses"):
        _once(draft, draft.ids(name), "this id is taken")
    links = [
        (("stories", index, "link"), link)
        for index in range(draft.count("stories"))
        if (link := draft.text("stories", index, "link"))
    ]
    _once(draft, links, "this story is listed already")
    partners = [
        (("partners", index, "name"), partner)
        for index in range(draft.count("partners"))
        if (partner := draft.text("partners", index, "name"))
    ]
    _once(draft, partners, "this partner is listed already")
    for index in range(draft.count("phases")):
        node = draft.node(("phases", index, "rights"))
        items = enumerate(node.items or ()) if node is not None else ()
        rights = [(("phases", index, "rights", at), str(item.value)) for at, item in items]
        _once(draft, rights, "this right is listed already")
    follow_ups = draft.node(("follow_up_days",))
    days = enumerate(follow_ups.items or ()) if follow_ups is not None else ()
    _once(draft, [(("follow_up_days", at), str(item.value)) for at, item in days], "this is listed already")


def _tags(draft: Draft) -> None:
    """Tags of questions, lenses and hashtag share one forum and must differ."""
    tags: list[tuple[Place, str]] = []
    hashtag = draft.text("hashtag")
    if hashtag:
        tags.append((("hashtag",), hashtag.lower()))
    for index, question in draft.questions():
        if question.tag:
            tags.append((("questions", index, "tag"), question.tag))
        elif draft.slug:
            tags.append((("questions", index, "id"), question_tag(draft.slug, question)))
    lenses = ready_lenses()
    used: set[str] = set()
    for place, word in draft.ids("lenses"):
        if place[-1] != "id" and word in lenses and word not in used:
            used.add(word)
            tags += [(place, value.tag) for value in lenses[word].tags]
    for index, lens in draft.own_lenses():
        tags += [(("lenses", index, "tags", at, "tag"), value.tag) for at, value in enumerate(lens.tags)]
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
