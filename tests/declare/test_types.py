"""Values of the wrong kind."""

from __future__ import annotations

from inspect import cleandoc


def test_values_of_the_wrong_kind_say_what_was_found(told: str) -> None:
    """
    title: 2026
    summary: [a]
    voting: {early_results: yes}
    anonymity: {batch_size: five}
    lenses: success-factors
    partners: [HSJ]
    digest: 3
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:8: title: this must be text, not a number; put it in quotes
            title: 2026
                   ^
            did you mean "2026"?

        campaign.yaml:2:10: summary: this must be text, not a list
            summary: [a]
                     ^

        campaign.yaml:3:25: voting.early_results: this must be true or false, not text
            voting: {early_results: yes}
                                    ^
            did you mean true?

        campaign.yaml:4:25: anonymity.batch_size: this must be a whole number, not text
            anonymity: {batch_size: five}
                                    ^

        campaign.yaml:5:9: lenses: this must be a list, not text
            lenses: success-factors
                    ^
            did you mean [success-factors]?

        campaign.yaml:6:12: partners[0]: this must be keys with values, not text
            partners: [HSJ]
                       ^

        campaign.yaml:7:9: digest: this must be keys with values, not a number
            digest: 3
                    ^
        """
    )


def test_empty_lists_are_refused_where_one_entry_is_needed(told: str) -> None:
    """
    phases: []
    questions: []
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:9: phases: this list needs at least 1 entry
            phases: []
                    ^

        campaign.yaml:2:12: questions: this list needs at least 1 entry
            questions: []
                       ^
        """
    )


def test_empty_texts_are_refused(told: str) -> None:
    """
    title: ""
    summary: "  "
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:8: title: this must not be empty
            title: ""
                   ^

        campaign.yaml:2:10: summary: this must not be empty
            summary: "  "
                     ^
        """
    )


def test_several_lines_are_refused_where_one_belongs(told: str) -> None:
    r"""
    title: "Winter\nideas"
    """
    assert told == cleandoc(
        r"""
        campaign.yaml:1:8: title: this must be one line; a text with several lines belongs into another key
            title: "Winter\nideas"
                   ^
        """
    )


def test_titles_of_topics_have_the_length_that_the_forum_wants(told: str) -> None:
    """
    stories:
      - {title: Short, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:13: stories[0].title: this is shorter than 15 characters
              - {title: Short, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
                        ^
        """
    )


def test_the_title_fits_the_name_of_a_category(told: str) -> None:
    """
    title: A title that is so long that no forum would take it as a name
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:8: title: this is longer than 50 characters
            title: A title that is so long that no forum would take it as a name
                   ^
        """
    )


def test_numbers_stay_within_their_limits(told: str) -> None:
    """
    anonymity: {batch_size: 1, longest_wait_hours: 0}
    ranking: {interval: 1.5, confirmed_voters: 10.5}
    follow_up_days: [0, 30, 30]
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:25: anonymity.batch_size: this must be 2 or more
            anonymity: {batch_size: 1, longest_wait_hours: 0}
                                    ^

        campaign.yaml:1:48: anonymity.longest_wait_hours: this must be 1 or more
            anonymity: {batch_size: 1, longest_wait_hours: 0}
                                                           ^

        campaign.yaml:2:21: ranking.interval: this must be 0.99 or less
            ranking: {interval: 1.5, confirmed_voters: 10.5}
                                ^

        campaign.yaml:2:44: ranking.confirmed_voters: this must be a whole number, not a number with decimals
            ranking: {interval: 1.5, confirmed_voters: 10.5}
                                                       ^

        campaign.yaml:3:18: follow_up_days[0]: this must be 1 or more
            follow_up_days: [0, 30, 30]
                             ^

        campaign.yaml:3:25: follow_up_days[2]: this is listed already (line 3)
            follow_up_days: [0, 30, 30]
                                    ^
        """
    )
