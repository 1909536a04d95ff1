"""Keys that are unknown, missing or given twice, each with the exact words that a person reads."""

from __future__ import annotations

from inspect import cleandoc


def test_an_unknown_key_names_the_nearest_known_one(told: str) -> None:
    """
    sumary: What could be better.
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:1: sumary: this key is not known here
            sumary: What could be better.
            ^
            did you mean summary?
        """
    )


def test_an_unknown_key_deep_inside_is_found_too(told: str) -> None:
    """
    voting:
      methd: poll
      colour: red
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:3: voting.methd: this key is not known here
              methd: poll
              ^
            did you mean method?

        campaign.yaml:3:3: voting.colour: this key is not known here
              colour: red
              ^
        """
    )


def test_keys_are_told_by_meaning_where_spelling_does_not_help(told: str) -> None:
    """
    phases:
      - id: all
        name: All
        start: 2026-01-05
        until: 2026-01-30
        allow: [idea]
    """
    assert told == cleandoc(
        """
        campaign.yaml:3:5: phases[0].name: this key is not known here
                name: All
                ^
            did you mean title?

        campaign.yaml:4:5: phases[0].start: this key is not known here
                start: 2026-01-05
                ^
            did you mean from?

        campaign.yaml:5:5: phases[0].until: this key is not known here
                until: 2026-01-30
                ^
            did you mean to?

        campaign.yaml:6:5: phases[0].allow: this key is not known here
                allow: [idea]
                ^
            did you mean rights?
        """
    )


def test_a_question_without_an_owner_is_refused_at_its_framing(told: str) -> None:
    """
    questions:
      - id: q1
        title: What could be better here?
        text: Tell us.
        framing:
          problem: P
          affected: A
          good_answer: G
    """
    assert told == cleandoc(
        """
        campaign.yaml:5:5: questions[0].framing.owner: this key is missing: who asks it and will act on the answers
                framing:
                ^
        """  # noqa: E501
    )


def test_a_logo_without_a_text_in_its_place_is_refused(told: str) -> None:
    """
    partners:
      - name: Council
        role: owner
        logo:
          url: https://example.org/logo.png
    """
    assert told == cleandoc(
        """
        campaign.yaml:4:5: partners[0].logo.alt: this key is missing: what the picture says, for people who do not see it
                logo:
                ^
        """  # noqa: E501
    )


def test_a_key_given_twice_names_the_first(told: str) -> None:
    """
    title: One
    title: Two
    """
    assert told == cleandoc(
        """
        campaign.yaml:2:1: title: this key is given twice (first on line 1); keep one
            title: Two
            ^
        """
    )


def test_every_key_given_twice_is_told(told: str) -> None:
    """
    voting:
      up: For
      up: Yes
      down: Against
      down: No
    """
    assert told == cleandoc(
        """
        campaign.yaml:3:3: voting.up: this key is given twice (first on line 2); keep one
              up: Yes
              ^

        campaign.yaml:5:3: voting.down: this key is given twice (first on line 4); keep one
              down: No
              ^
        """
    )


def test_a_key_without_a_value_is_not_taken_for_nothing(told: str) -> None:
    """
    rules:
    voting: {up: ~}
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:1: rules: this key has no value; give one or remove the line
            rules:
            ^

        campaign.yaml:2:10: voting.up: this key has no value; give one or remove the line
            voting: {up: ~}
                     ^
        """
    )


def test_a_hash_sign_makes_a_comment_of_the_hashtag(told: str) -> None:
    """
    hashtag: #Winter
    """
    assert told == cleandoc(
        """
        campaign.yaml:1:1: hashtag: what follows # is read as a comment, so this key has no value; leave the # out
            hashtag: #Winter
            ^
            did you mean Winter?
        """  # noqa: E501
    )
