"""Days and times that cannot be, or contradict each other."""

from __future__ import annotations

from inspect import cleandoc


def test_impossible_days_are_explained(told: str) -> None:
    """
    starts: 2026-02-30
    ends: 2026-13-01
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:9: starts: February 2026 has no day 30; it has 28 days
            starts: 2026-02-30
                    ^

        campaign.yaml:2:7: ends: there is no month 13; the month stands in the middle, as in 2015-01-09
            ends: 2026-13-01
                  ^
        """
    )


def test_days_written_otherwise_are_turned_round(told: str) -> None:
    """
    starts: 5/1/2026
    ends: 27.02.2026
    sign_up: {opens: 12 January 2026}
    guide: {published: 20260327}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:9: starts: a day is written as year-month-day, such as 2015-01-09
            starts: 5/1/2026
                    ^
            did you mean 2026-01-05?

        campaign.yaml:2:7: ends: a day is written as year-month-day, such as 2015-01-09
            ends: 27.02.2026
                  ^
            did you mean 2026-02-27?

        campaign.yaml:3:18: sign_up.opens: a day is written as year-month-day, such as 2015-01-09
            sign_up: {opens: 12 January 2026}
                             ^
            did you mean 2026-01-12?

        campaign.yaml:4:20: guide.published: a day is written as year-month-day, such as 2015-01-09
            guide: {published: 20260327}
                               ^
        """
    )


def test_a_year_with_a_slip_is_noticed(told: str) -> None:
    """
    starts: 0226-01-05
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:9: starts: the year must lie between 1990 and 2199
            starts: 0226-01-05
                    ^
        """
    )


def test_times_are_explained(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-05 25:00, to: 2026-01-30, rights: [idea]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:29: phases[0].from: a time is written after the day as in 2015-01-26 17:00, with an offset if need be (+01:00 or Z)
              - {id: a, title: A, from: 2026-01-05 25:00, to: 2026-01-30, rights: [idea]}
                                        ^
        """  # noqa: E501
    )


def test_a_campaign_cannot_end_before_it_starts(told: str) -> None:
    """
    starts: 2026-02-27
    ends: 2026-01-05
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:7: ends: the campaign would end before it starts (27 February 2026)
            ends: 2026-01-05
                  ^
        """
    )


def test_a_phase_cannot_end_before_it_starts(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-20, to: 2026-01-10, rights: [idea]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:45: phases[0].to: the phase would end before it starts (20 January 2026)
              - {id: a, title: A, from: 2026-01-20, to: 2026-01-10, rights: [idea]}
                                                        ^
        """
    )


def test_phases_must_not_overlap(told: str) -> None:
    """
    phases:
      - {id: a, title: Collect, from: 2026-01-05, to: 2026-01-20, rights: [idea]}
      - {id: b, title: Choose, from: 2026-01-20, to: 2026-01-30, rights: [vote]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:3:34: phases[1].from: this phase would start while "Collect" still runs, until 20 January 2026
              - {id: b, title: Choose, from: 2026-01-20, to: 2026-01-30, rights: [vote]}
                                             ^
        """  # noqa: E501
    )


def test_an_overlap_shows_although_the_phase_has_other_faults(told: str) -> None:
    """
    phases:
      - {id: a, title: Collect, from: 2026-01-05, to: 2026-01-20, rights: [ideas]}
      - {id: b, from: 2026-01-12, to: 2026-01-30, rights: [vote]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:72: phases[0].rights[0]: this must be one of idea, reply, vote
              - {id: a, title: Collect, from: 2026-01-05, to: 2026-01-20, rights: [ideas]}
                                                                                   ^
            did you mean idea?

        campaign.yaml:3:5: phases[1].title: this key is missing: as it is shown to people
              - {id: b, from: 2026-01-12, to: 2026-01-30, rights: [vote]}
                ^

        campaign.yaml:3:19: phases[1].from: this phase would start while "Collect" still runs, until 20 January 2026
              - {id: b, from: 2026-01-12, to: 2026-01-30, rights: [vote]}
                              ^
        """  # noqa: E501
    )


def test_phases_with_rights_lie_inside_the_campaign(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-04, to: 2026-01-20, rights: [idea]}
      - {id: b, title: B, from: 2026-02-20, to: 2026-02-28, rights: [vote]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:29: phases[0].from: the phase would start before the campaign (5 January 2026)
              - {id: a, title: A, from: 2026-01-04, to: 2026-01-20, rights: [idea]}
                                        ^

        campaign.yaml:3:45: phases[1].to: the phase would run on after the campaign has ended (27 February 2026); only a phase with `rights: []` may
              - {id: b, title: B, from: 2026-02-20, to: 2026-02-28, rights: [vote]}
                                                        ^
        """  # noqa: E501
    )


def test_an_hour_that_the_clocks_skip_is_refused(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-05, to: 2026-03-29 01:30, rights: []}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:45: phases[0].to: 01:30 does not exist on this day in Europe/London: the clocks go forward
              - {id: a, title: A, from: 2026-01-05, to: 2026-03-29 01:30, rights: []}
                                                        ^
            did you mean 2026-03-29 02:30?
        """  # noqa: E501
    )


def test_the_guide_waits_for_the_last_phase(told: str) -> None:
    """
    guide: {published: 2026-01-20}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:20: guide.published: the guide would appear while the phase "All" still runs, until 30 January 2026
            guide: {published: 2026-01-20}
                               ^
        """  # noqa: E501
    )


def test_the_guide_cannot_precede_the_campaign(told: str) -> None:
    """
    guide: {published: 2025-12-31}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:20: guide.published: the guide would appear before the campaign starts (5 January 2026)
            guide: {published: 2025-12-31}
                               ^
        """  # noqa: E501
    )


def test_sign_up_opens_before_the_campaign_ends(told: str) -> None:
    """
    sign_up: {opens: 2026-03-01}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:18: sign_up.opens: sign-up would open after the campaign ends (27 February 2026)
            sign_up: {opens: 2026-03-01}
                             ^
        """
    )


def test_an_unknown_time_zone_names_the_nearest(told: str) -> None:
    """
    timezone: Europe/Lodnon
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:11: timezone: this time zone is not known
            timezone: Europe/Lodnon
                      ^
            did you mean Europe/London?
        """
    )


def test_a_city_alone_is_found_among_the_zones(told: str) -> None:
    """
    timezone: London
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:11: timezone: this time zone is not known
            timezone: London
                      ^
            did you mean Europe/London?
        """
    )


def test_the_digest_needs_a_weekday_and_a_time(told: str) -> None:
    """
    digest: {weekday: mondey, at: 9}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:19: digest.weekday: this must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday
            digest: {weekday: mondey, at: 9}
                              ^
            did you mean monday?

        campaign.yaml:1:31: digest.at: a time of day is written as hours and minutes, such as "09:00"
            digest: {weekday: mondey, at: 9}
                                          ^
            did you mean "09:00"?
        """  # noqa: E501
    )


def test_weekdays_are_written_small_and_times_exist(told: str) -> None:
    """
    digest: {weekday: Monday, at: "25:00"}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:19: digest.weekday: this must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday
            digest: {weekday: Monday, at: "25:00"}
                              ^
            did you mean monday?

        campaign.yaml:1:31: digest.at: a time of day is written as hours and minutes, such as "09:00"
            digest: {weekday: Monday, at: "25:00"}
                                          ^
        """  # noqa: E501
    )
