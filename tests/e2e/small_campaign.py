"""A small campaign with six ideas, as files of an operator have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

SLUG = "quiet-nights"
FIRST_DAY = date(2015, 1, 12)
"""A Monday."""

CAMPAIGN = """\
slug: {slug}
title: {title}
summary: What would let patients sleep through the night?
purpose: |
  Wards are loud at night. You know where the noise comes from, and what would stop it.
timezone: UTC
starts: {starts}
ends: {ends}
lenses:
  - id: means
    title: Means
    tags:
      - {{tag: means-time, title: Time, definition: It takes time., source: The campaign team}}
      - {{tag: means-money, title: Money, definition: It takes money., source: The campaign team}}
phases:
  - id: collect
    title: Collect
    from: {starts}
    to: {collected}
    rights: [idea, reply, vote]
  - id: choose
    title: Choose
    from: {chooses}
    to: {ends}
    rights: [reply, vote]
questions:
  - id: q1
    title: What wakes people up at night?
    text: Think of the last night that you spent on a ward.
    tag: {tag}-wakes
    framing:
      problem: Nobody can get well without sleep.
      affected: Patients, and those who sit with them.
      good_answer: One noise, and one way to stop it.
      owner: The night matrons
  - id: q2
    title: What could we stop doing after midnight?
    text: Some things are done at night only because they always were.
    tag: {tag}-stop
    framing:
      problem: A form that was made for the day is filled in at night as well.
      affected: Patients who are woken for it, and nurses who wake them.
      good_answer: One thing that can wait until breakfast.
      owner: The night matrons
stories:
  - id: one-night
    title: One night on one ward, hour by hour
    author: The campaign team
    link: https://example.org/one-night
    date: {starts}
    standfirst: We wrote down every sound between ten and six.
anonymity:
  batch_size: 3
  longest_wait_hours: 24
"""

TEXTS = (
    "Oil the wheels of the drugs trolley. It squeals at every door, and the doors are where the beds begin.",
    "Dim the lights of the nurses' station after eleven; a desk lamp does for reading a chart.",
    "Turn the volume of the telephones down at night and let the bleep do the calling.",
    "Take the bins out before ten. The lids are metal and they fall shut all by themselves.",
    "Measure blood pressure at night only where somebody has decided that it must be measured.",
    "Weigh people after breakfast. At five in the morning it serves the form and nobody else.",
)


def campaign_text(
    slug: str = SLUG, starts: date = FIRST_DAY, *, days: int = 40, collect: int = 18, **wishes: str
) -> str:
    """A small campaign: ideas for `collect` days, three quiet days, then votes until its end."""
    values = {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "tag": slug[:10].strip("-"),
        "starts": starts.isoformat(),
        "collected": (starts + timedelta(days=collect)).isoformat(),
        "chooses": (starts + timedelta(days=collect + 4)).isoformat(),
        "ends": (starts + timedelta(days=days)).isoformat(),
    }
    return CAMPAIGN.format(**{**values, **wishes})


def ideas_text(texts: Sequence[str] = TEXTS, questions: Sequence[str] = ("q1", "q2")) -> str:
    """Ideas as CSV: text, question, lenses."""
    rows = [f'"{text}",{questions[number % len(questions)]},means-time' for number, text in enumerate(texts)]
    return "\n".join(["text,question,lenses", *rows, ""])


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant on the n-th day of the small campaign, counted from 0."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour, minute), tzinfo=UTC)
