"""Names that lead nowhere, or to two things."""

from __future__ import annotations

from inspect import cleandoc


def test_phases_ask_questions_that_exist(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [idea], questions: [q2, Q1, q1, q1]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:85: phases[0].questions[0]: no question has this id
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [idea], questions: [q2, Q1, q1, q1]}
                                                                                                ^

        campaign.yaml:2:89: phases[0].questions[1]: lower-case letters, digits and single hyphens only, a letter first
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [idea], questions: [q2, Q1, q1, q1]}
                                                                                                    ^
            did you mean q1?

        campaign.yaml:2:97: phases[0].questions[3]: this is listed already (line 2)
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [idea], questions: [q2, Q1, q1, q1]}
                                                                                                            ^
        """  # noqa: E501
    )


def test_every_question_is_asked_in_some_phase(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [idea], questions: [q1]}
    questions:
      - id: q1
        title: What could be better here?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
      - id: q2
        title: What could be better there?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
    """
    assert told == cleandoc(
        """
        campaign.yaml:8:9: questions[1].id: no phase asks this question; add it to the `questions` of a phase
              - id: q2
                    ^
        """
    )


def test_rights_are_known_words(told: str) -> None:
    """
    phases:
      - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [ideas, comment, vote, vote]}
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:66: phases[0].rights[0]: this must be one of idea, reply, vote
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [ideas, comment, vote, vote]}
                                                                             ^
            did you mean idea?

        campaign.yaml:2:73: phases[0].rights[1]: this must be one of idea, reply, vote
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [ideas, comment, vote, vote]}
                                                                                    ^
            did you mean reply?

        campaign.yaml:2:88: phases[0].rights[3]: this is listed already (line 2)
              - {id: a, title: A, from: 2026-01-05, to: 2026-01-30, rights: [ideas, comment, vote, vote]}
                                                                                                   ^
        """
    )


def test_ready_lenses_and_groups_are_found_by_name(told: str) -> None:
    """
    lenses: [sucess-factors, barrier-areas, barrier-areas]
    groups: [nurze]
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:10: lenses[0]: there is no ready one of this name; ready are success-factors, barrier-areas, approach-types, structures-processes-patterns, who-can-act
            lenses: [sucess-factors, barrier-areas, barrier-areas]
                     ^
            did you mean success-factors?

        campaign.yaml:1:41: lenses[2]: this id is taken (line 1)
            lenses: [sucess-factors, barrier-areas, barrier-areas]
                                                    ^

        campaign.yaml:2:10: groups[0]: there is no ready one of this name; ready are nurse, doctor, allied-health, administrator, manager, porter, cleaner, carer, volunteer, patient, other
            groups: [nurze]
                     ^
            did you mean nurse?
        """  # noqa: E501
    )


def test_ids_are_taken_once(told: str) -> None:
    """
    questions:
      - id: q1
        title: What could be better here?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
      - id: q1
        title: What could be better there?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
    groups: [nurse, {id: nurse, title: Nurse}]
    """
    assert told == cleandoc(
        """
        campaign.yaml:6:9: questions[1].id: this id is taken (line 2)
              - id: q1
                    ^

        campaign.yaml:10:22: groups[1].id: this id is taken (line 10)
            groups: [nurse, {id: nurse, title: Nurse}]
                                 ^
        """
    )


def test_ids_are_plain_words(told: str) -> None:
    """
    slug: Winter Ideas!
    groups: [{id: 1st-nurse, title: Nurse}]
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:7: slug: lower-case letters, digits and single hyphens only, a letter first
            slug: Winter Ideas!
                  ^
            did you mean winter-ideas?

        campaign.yaml:2:15: groups[0].id: lower-case letters, digits and single hyphens only, a letter first
            groups: [{id: 1st-nurse, title: Nurse}]
                          ^
            did you mean st-nurse?
        """
    )


def test_a_story_is_listed_once(told: str) -> None:
    """
    stories:
      - {title: A story of winter, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
      - {title: A story of winter, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
    """
    assert told == cleandoc(
        """
        campaign.yaml:3:49: stories[1].link: this story is listed already (line 2)
            …le: A story of winter, author: T, link: https://example.org/a, date: 2026-01-10, standfirst: S}
                                                     ^
        """
    )


def test_tags_are_what_the_forum_accepts(told: str) -> None:
    """
    questions:
      - id: q1
        title: What could be better here?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
        tag: What could be better
      - id: q2
        title: What could be better there?
        text: Tell us.
        framing: {problem: P, affected: A, good_answer: G, owner: O}
        tag: the-better-question-of-all
    hashtag: "#Winter"
    """
    assert told == cleandoc(
        """
        campaign.yaml:6:10: questions[0].tag: a tag has lower-case letters, digits and single hyphens only
                tag: What could be better
                     ^
            did you mean what-could-be-better?

        campaign.yaml:11:10: questions[1].tag: this tag has 26 characters; the forum cuts tags after 20
                tag: the-better-question-of-all
                     ^
            did you mean the-better-question?

        campaign.yaml:12:10: hashtag: a hashtag has letters and digits only, a letter first, and no # here
            hashtag: "#Winter"
                     ^
            did you mean Winter?
        """
    )


def test_tags_of_one_campaign_differ(told: str) -> None:
    """
    hashtag: Headspace
    lenses:
      - barrier-areas
      - id: own
        title: Own
        tags:
          - {tag: headspace, title: T, definition: D, source: S}
          - {tag: barrier-need, title: T, definition: D, source: S}
          - {tag: "2026", title: T, definition: D, source: S}
          - {tag: none, title: T, definition: D, source: S}
          - {tag: status-new, title: T, definition: D, source: S}
    """
    assert told == cleandoc(
        """
        campaign.yaml:7:15: lenses[1].tags[0].tag: the tag "headspace" is taken (line 1)
                  - {tag: headspace, title: T, definition: D, source: S}
                          ^

        campaign.yaml:8:15: lenses[1].tags[1].tag: the tag "barrier-need" is taken (line 3)
                  - {tag: barrier-need, title: T, definition: D, source: S}
                          ^

        campaign.yaml:9:15: lenses[1].tags[2].tag: a tag of digits alone is taken for a number by the forum
                  - {tag: "2026", title: T, definition: D, source: S}
                          ^
            did you mean no-2026?

        campaign.yaml:10:15: lenses[1].tags[3].tag: the forum keeps this tag for itself
                  - {tag: none, title: T, definition: D, source: S}
                          ^

        campaign.yaml:11:15: lenses[1].tags[4].tag: tags that begin with "status-" say where an idea stands (new, in-discussion, shortlisted, chosen, being-tried, done, not-now, withdrawn)
                  - {tag: status-new, title: T, definition: D, source: S}
                          ^
        """  # noqa: E501
    )


def test_links_open_in_a_browser_and_carry_no_secret(told: str) -> None:
    """
    sign_up: {opens: 2026-01-05, link: www.example.org/join}
    rules_link: mailto:someone@example.org
    related:
      - {title: Other, link: htps://example.org}
      - {title: Other, link: "https://name:word@example.org/"}
      - {title: Other, link: "https://"}
      - {title: Other, link: https://example.org/a b}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:36: sign_up.link: a link begins with https:// or http://
            sign_up: {opens: 2026-01-05, link: www.example.org/join}
                                               ^
            did you mean https://www.example.org/join?

        campaign.yaml:2:13: rules_link: a link begins with https:// or http://
            rules_link: mailto:someone@example.org
                        ^

        campaign.yaml:4:26: related[0].link: a link begins with https:// or http://
              - {title: Other, link: htps://example.org}
                                     ^
            did you mean https://example.org?

        campaign.yaml:5:26: related[1].link: a link must not carry a name or password; everybody could read it
              - {title: Other, link: "https://name:word@example.org/"}
                                     ^

        campaign.yaml:6:26: related[2].link: this link names no site, as in https://example.org/join
              - {title: Other, link: "https://"}
                                     ^

        campaign.yaml:7:26: related[3].link: a link has no spaces, quotes or angle brackets
              - {title: Other, link: https://example.org/a b}
                                     ^
        """
    )


def test_choices_and_groups_differ(told: str) -> None:
    """
    voting: {up: "Yes", down: "yes"}
    forum: {readers: team, bridge_group: team}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:27: voting.down: this label is taken (line 1)
            voting: {up: "Yes", down: "yes"}
                                      ^

        campaign.yaml:2:18: forum.readers: the readers' group must not be the bridge's own group
            forum: {readers: team, bridge_group: team}
                             ^
        """
    )


def test_what_waits_is_not_for_all_readers(told: str) -> None:
    """
    forum: {readers: all, review_group: all}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:37: forum.review_group: what waits for a decision must not be seen by all readers
            forum: {readers: all, review_group: all}
                                                ^
        """
    )


def test_ideas_do_not_come_by_a_group_to_which_people_write_otherwise(told: str) -> None:
    """
    intake: {message_group: moderators}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:25: intake.message_group: every message to it is taken as an idea; make one for ideas
            intake: {message_group: moderators}
                                    ^
        """
    )


def test_colours_are_six_digits(told: str) -> None:
    """
    forum: {color: "#0F6B8F"}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:16: forum.color: a colour is written as six hexadecimal digits, such as 0F6B8F
            forum: {color: "#0F6B8F"}
                           ^
            did you mean 0F6B8F?
        """
    )
