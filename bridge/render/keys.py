"""The keys of a campaign's Documents: one place that says what each is called."""

from __future__ import annotations

from datetime import UTC, datetime

from bridge.domain.digest import Week
from bridge.domain.followup import Due
from bridge.domain.identity import Key, Kind, review_scope
from bridge.domain.status import StatusChange
from bridge.domain.trial import Trial


def category_key(campaign: str) -> Key:
    """The campaign's category, parent of all its topics."""
    return Key(campaign, Kind.CATEGORY, Kind.CATEGORY.value)


def start_key(campaign: str) -> Key:
    """The pinned start topic, parent of the campaign's notices."""
    return Key(campaign, Kind.START, Kind.START.value)


def question_key(campaign: str, question: str) -> Key:
    """A question's topic."""
    return Key(campaign, Kind.QUESTION, question)


def story_key(campaign: str, story: str) -> Key:
    """A story's topic."""
    return Key(campaign, Kind.STORY, story)


def idea_key(campaign: str, idea: str) -> Key:
    """An idea's topic."""
    return Key(campaign, Kind.IDEA, idea)


def digest_key(campaign: str, week: Week) -> Key:
    """The digest of one ISO week, however often it is built."""
    return Key(campaign, Kind.DIGEST, week.name)


def guide_key(campaign: str) -> Key:
    """The topic of the guide."""
    return Key(campaign, Kind.GUIDE, Kind.GUIDE.value)


def extension_key(campaign: str, phase: str, after: datetime) -> Key:
    """The notice that a phase ends at another time: one for each new end, the same in every time zone."""
    return Key(campaign, Kind.NOTICE, f"{phase}-until-{after.astimezone(UTC):%Y%m%d-%H%M}")


def status_key(change: StatusChange) -> Key:
    """The notice of one change of an idea's status.

    By its time as well, so that a store that counts from 1 again does not write over older notices.
    """
    at = change.at.astimezone(UTC)
    return Key(change.campaign, Kind.NOTICE, f"status-{change.idea}-{at:%Y%m%d%H%M%S}-{change.number}")


def check_in_key(due: Due) -> Key:
    """The notice of one check-in: one for each day on which it is asked."""
    undertaking = due.undertaking
    return Key(undertaking.campaign, Kind.NOTICE, f"check-in-{undertaking.idea}-{due.day:%Y%m%d}")


def trial_key(trial: Trial) -> Key:
    """The notice that an idea was tried; by its time as well, as for a status."""
    at = trial.at.astimezone(UTC)
    return Key(trial.campaign, Kind.NOTICE, f"trial-{trial.idea}-{at:%Y%m%d%H%M%S}-{trial.number}")


def not_heard_key(campaign: str, post: int) -> Key:
    """The answer to a moderator's reply in a campaign's own category."""
    return Key(campaign, Kind.NOTICE, f"reply-{post}")


def review_category_key(campaign: str) -> Key:
    """The category in which moderators review, in a scope of its own."""
    return Key(review_scope(campaign), Kind.CATEGORY, Kind.CATEGORY.value)


def health_key(campaign: str) -> Key:
    """The topic in which moderators read how the campaign is."""
    return Key(review_scope(campaign), Kind.START, "health")


def review_key(campaign: str, submission: str) -> Key:
    """The topic of a submission that waits for a decision."""
    return Key(review_scope(campaign), Kind.REVIEW, submission)
