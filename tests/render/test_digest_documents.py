"""The digest's Document: its title and text, short, inside its links, and every part of it replaceable."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.digest import AnswerLine, Digest, IdeaLine, Leader, Numbers, Section
from bridge.domain.idea import IdeaStatus
from bridge.pipeline.digest import FEW, LINES
from bridge.pipeline.outcomes import ANSWERS
from bridge.render.documents import TemplateDocuments
from bridge.sandbox.cooking.cook import cook
from tests.render.forum_names import Names, url


def test_digest_title_names_week_days_and_campaign(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest
) -> None:
    document = documents.digest(campaign, digest, url)
    assert document.title == "Weekly digest: week 3, 12–18 January 2015 (Better Days on the Ward)"
    assert document.tags == ("betterdays", "digest")


def test_digest_shows_the_deadline_on_every_clock(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest
) -> None:
    body = documents.digest(campaign, digest, url).body
    assert "the end of Monday 26 January 2015" in body
    assert '[date=2015-01-26 time=23:59:00 timezone="Europe/London"]' in body


def filled(digest: Digest, line: IdeaLine) -> Digest:
    """As many lines as a digest ever has."""
    five, few = (line,) * LINES, (line,) * FEW
    leader = Leader(line.idea, line.title, line.topic_id, line.why, 12, True, 0.7, 0.6, 0.8, 24)
    return replace(
        digest,
        new=five,
        rising=few,
        falling=few,
        discussed=few,
        unseen=five,
        leading=(leader,) * LINES,
        across=few,
        disputed=few,
        answers=(AnswerLine(line, IdeaStatus.NOT_NOW, "The kitchen is rebuilt until the summer."),) * ANSWERS,
    )


def test_digest_stays_short_at_its_fullest(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest
) -> None:
    why = "place 12, shared: support of 71%, likely between 60% and 81%; 24 people have voted"
    line = IdeaLine("x", "One trolley with everything that we need for the morning round", 7, why)
    endless = replace(line, title="word " * 50)
    assert word_count(documents.digest(campaign, filled(digest, line), url).body) <= 1100
    assert word_count(documents.digest(campaign, filled(digest, endless), url).body) <= 1300


def word_count(text: str) -> int:
    return len(re.findall(r"[\w'%]*[A-Za-z][\w'%]*", re.sub(r"\]\([^)]*\)|<[^>]+>|\[date[^]]*\]", " ", text)))


def test_a_hostile_title_stays_inside_its_link(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest
) -> None:
    title = "](https://evil.example) @ana [poll] ![x](y) `code` <b>:smile:</b> #general www.evil.example"
    line = IdeaLine("x", title, 7, "not read yet")
    html = cook(documents.digest(campaign, replace(digest, new=(line,)), url).body, Names()).html
    assert 'href="https://forum.example/t/-/7"' in html
    for trace in ('href="https://evil', 'href="http://www.evil', "mention", '<img src="y', "<b>", "poll-"):
        assert trace not in html


def test_numbers_are_never_added_up(documents: TemplateDocuments, campaign: Campaign, digest: Digest) -> None:
    apart = replace(digest, numbers=Numbers(101, 203, 407, 809), total=Numbers(1009, 2003, 4001, 8009))
    body = documents.digest(campaign, apart, url).body
    for single in ("101", "203", "407", "809", "1,009", "2,003", "4,001", "8,009"):
        assert single in body
    for mixed in (203 + 407 + 809, 407 + 809, 203 + 809, 203 + 407):
        assert f"{mixed:,}" not in body


@pytest.mark.parametrize("section", list(Section))
def test_every_part_of_the_digest_can_be_left_out(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest, section: Section
) -> None:
    """By the campaign file; nothing else changes by it."""
    whole = documents.digest(campaign, digest, url).body
    rule = replace(campaign.digest, leave_out=frozenset({section}))
    left = documents.digest(replace(campaign, digest=rule), digest, url).body
    gone = [line for line in whole.split("\n") if line and line not in left]
    assert gone
    assert [line for line in left.split("\n") if line and line not in whole] == []
    rest = documents.digest(
        replace(campaign, digest=replace(rule, leave_out=frozenset(Section))), digest, url
    ).body
    assert rest.count("\n") == 0


@pytest.mark.parametrize("section", list(Section))
def test_every_part_of_the_digest_is_a_block_that_an_operator_can_replace(
    tmp_path: Path, campaign: Campaign, digest: Digest, section: Section
) -> None:
    (tmp_path / "forum").mkdir()
    own = f'{{% extends "shipped/forum/digest.md.j2" %}}{{% block {section} %}}Ours.{{% endblock %}}'
    (tmp_path / "forum" / "digest.md.j2").write_text(own, encoding="utf-8")
    assert "Ours." in TemplateDocuments(tmp_path).digest(campaign, digest, url).body


def test_the_chart_says_in_words_what_it_shows_and_its_numbers_stand_below(
    documents: TemplateDocuments, campaign: Campaign, digest: Digest
) -> None:
    body = documents.digest(campaign, digest, url, "upload://abc.png").body
    picture = next(line for line in body.split("\n") if line.startswith("!["))
    assert picture.endswith("|690x238](upload://abc.png)")
    assert "Chart of the 3 ideas in the lead" in picture
    after = body.split(picture)[1].lstrip().split("\n")
    assert after[0].startswith("| Place | Idea | Support |")
    assert after[2].startswith("| 1 | [One trolley with everything for the morning round]")
    assert after[2].endswith("| 71% | 60% to 81% | 24 |")
