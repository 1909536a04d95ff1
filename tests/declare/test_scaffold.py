"""The file to start from is valid as it stands, whatever the title, day and zone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.declare.loader import load_text
from bridge.declare.scaffolding import scaffold, slug_of
from bridge.domain.campaign import Anonymity, Intake
from bridge.domain.errors import UserProblem

TITLES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=50).filter(
    lambda title: bool(title.strip())
)


@settings(max_examples=40, deadline=None)
@given(
    title=TITLES,
    today=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    zone=st.sampled_from(["Europe/London", "UTC", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu"]),
)
def test_it_validates_as_it_stands(title: str, today: date, zone: str) -> None:
    campaign = load_text(scaffold(title, today, zone), "campaign.yaml")
    assert campaign.title == " ".join(title.split())
    assert campaign.timezone == zone
    assert campaign.starts > today
    assert campaign.starts.weekday() == 0
    assert campaign.weeks == 6


@pytest.mark.parametrize(
    "title", ["true", "No", "2026", "Été à l'hôpital", 'Say "yes": now', "# first", "🌱 Start"]
)
def test_titles_survive_whatever_yaml_makes_of_them(title: str) -> None:
    assert load_text(scaffold(title, date(2026, 1, 3), "Europe/London"), "campaign.yaml").title == title


def test_an_unknown_zone_names_the_nearest() -> None:
    with pytest.raises(UserProblem) as caught:
        scaffold("Winter", date(2026, 1, 3), "Europe/Pari")
    assert (
        caught.value.what
        == "No campaign file can be written with this timezone: this time zone is not known."
    )
    assert caught.value.hint == "Did you mean Europe/Paris?"


def test_a_title_that_is_too_long_is_refused() -> None:
    with pytest.raises(UserProblem, match="with this title: this is longer than 50 characters"):
        scaffold("x" * 51, date(2026, 1, 3), "UTC")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Challenge Top Down Change", "challenge-top-down-change"),
        ("Été à l'hôpital", "ete-a-l-hopital"),
        ("2026: what next?", "what-next"),
        ("漢字", "campaign"),
    ],
)
def test_slugs_are_made_of_titles(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_it_offers_every_ready_lens_and_group() -> None:
    text = scaffold("Winter", date(2026, 1, 3), "Europe/London")
    for name in ("structures-processes-patterns", "approach-types", "allied-health"):
        assert name in text


def test_what_it_says_of_defaults_is_so() -> None:
    text = scaffold("Winter", date(2026, 1, 3), "Europe/London")
    campaign = load_text(text, "campaign.yaml")
    assert (campaign.anonymity, campaign.intake) == (Anonymity(), Intake())
    for word in ("least", "second_person", "per_day", "longest_words", "message_group"):
        assert f"  {word}:" in text or f"  # {word}:" in text
