"""The language of a campaign: what it fills in, and what is said of one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import pytest

from bridge.declare.loader import load_text
from bridge.domain.campaign import Campaign
from bridge.domain.language import open_catalogues
from bridge.render.languages import Catalogues
from tests.declare.conftest import completed


@pytest.fixture(autouse=True)
def catalogues() -> Iterator[None]:
    open_catalogues(Catalogues().language)
    yield
    open_catalogues(Catalogues().language)


def declared(text: str) -> Campaign:
    return load_text(completed(text), "campaign.yaml")


def test_english_unless_the_file_says_otherwise() -> None:
    campaign = declared("voting: {}")

    assert campaign.language == "en"
    assert (campaign.voting.up, campaign.voting.down, campaign.voting.unsure) == (
        "For",
        "Against",
        "Not sure",
    )


def test_what_a_welsh_file_leaves_out_is_filled_in_welsh() -> None:
    campaign = declared("language: cy\ngroups: [nurse, {id: cook, title: Cook}]\nlenses: [barrier-areas]")

    assert campaign.language == "cy"
    assert (campaign.voting.up, campaign.voting.down) == ("O blaid", "Yn erbyn")
    assert [group.title for group in campaign.groups] == ["Nyrs neu fydwraig", "Cook"]
    assert campaign.lenses[0].title == "Pedwar maes rhwystr"
    assert campaign.lenses[0].tags[0].title == "Gweld yr angen"
    assert campaign.lenses[0].tags[0].tag == declared("lenses: [barrier-areas]").lenses[0].tags[0].tag


def test_all_ready_roles_are_in_the_language() -> None:
    assert [group.title for group in declared("language: cy").groups][-1] == "Rôl arall"
    assert [group.title for group in declared("language: en").groups][-1] == "Other role"


def test_what_a_file_says_itself_stays_as_it_is() -> None:
    campaign = declared(
        cleandoc(
            """
            language: cy
            voting: {up: For, down: No thanks}
            """
        )
    )

    assert (campaign.voting.up, campaign.voting.down, campaign.voting.unsure) == (
        "For",
        "No thanks",
        "Ddim yn siŵr",
    )


def test_a_language_that_is_not_there_names_those_that_are(told: str) -> None:
    """
    language: kw
    """
    assert told.startswith(
        cleandoc(
            """
            campaign.yaml:1:11: language: there is no catalogue for this language. There are: en, cy.
            """
        )
    )
    assert "\n    language: kw\n              ^" in told


def test_the_name_of_a_language_is_no_code(told: str) -> None:
    """
    language: Welsh
    """
    assert told.startswith("campaign.yaml:1:11: language: ")
