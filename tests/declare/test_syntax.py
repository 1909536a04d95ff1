"""What YAML itself refuses, and what of YAML campaign files do without."""

from __future__ import annotations

from inspect import cleandoc


def test_a_colon_inside_a_text_needs_quotes(told: str) -> None:
    """
    title: Winter: ideas
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:14: a colon stands where no key can be; put a text that holds a colon and a space into quotes
            title: Winter: ideas
                         ^
        """  # noqa: E501
    )


def test_a_quote_that_is_not_closed_is_told(told: str) -> None:
    """
    title: "Winter ideas
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:8: the text that begins here lacks its closing quote
            title: "Winter ideas
                   ^
        """
    )


def test_a_list_that_is_not_closed_is_told_at_its_beginning(told: str) -> None:
    """
    lenses: [success-factors
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:9: the list that begins here lacks a comma or its closing ]
            lenses: [success-factors
                    ^
        """
    )


def test_aliases_are_not_followed(told: str) -> None:
    """
    summary: &words Some text
    rules: *words
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:1: rules: aliases (*name) are not read; write the text out in each place
            rules: *words
            ^
        """
    )


def test_tags_of_yaml_are_not_followed(told: str) -> None:
    """
    summary: !secret abc
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:10: summary: YAML tags such as !secret are not read; remove it
            summary: !secret abc
                     ^
        """
    )


def test_merge_keys_are_not_followed(told: str) -> None:
    """
    voting: {<<: {up: Yes}}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:10: voting.<<: this key is not known here
            voting: {<<: {up: Yes}}
                     ^
        """
    )


def test_one_file_holds_one_campaign(told: str) -> None:
    """
    title: Winter ideas
    ---
    title: Winter ideas
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:1: a second document starts here; one file holds one campaign
            ---
            ^
        """
    )


def test_a_key_is_one_word(told: str) -> None:
    """
    [a, b]: c
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:1: a key must be one word
            [a, b]: c
            ^
        """
    )
