"""The shortlist: which ideas a rule proposes, what people add and drop, and four tests of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.language import gettext_noop


class Test(StrEnum):
    """What an idea has to pass before it is shortlisted."""

    # The test runner would take the class for one of its own.
    __test__ = False

    SUPPORTED = "supported"
    DOABLE = "doable"
    THEME = "theme"
    NEW = "new"


QUESTIONS = {
    Test.SUPPORTED: gettext_noop("Do people support it?"),
    Test.DOABLE: gettext_noop("Could it be done here?"),
    Test.THEME: gettext_noop("Does it help a theme of the campaign?"),
    Test.NEW: gettext_noop("Is it new here?"),
}
"""What each test asks, to be translated."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """The recorded answer to one test of one idea. `reason` is public and masked."""

    __test__ = False

    campaign: str
    idea: str
    test: Test
    passed: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """An idea that a person added to the shortlist or dropped from it, whatever the rule says."""

    campaign: str
    idea: str
    added: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An idea on the proposed shortlist: why, and the answers to its tests so far.

    `dropped` says that a person took it off.
    """

    idea: str
    title: str
    why: str
    tests: tuple[TestResult, ...]
    dropped: bool = False

    @property
    def open(self) -> tuple[Test, ...]:
        """The tests without an answer."""
        known = {result.test for result in self.tests}
        return tuple(test for test in Test if test not in known)

    @property
    def failed(self) -> tuple[Test, ...]:
        """The tests that it did not pass."""
        return tuple(result.test for result in self.tests if not result.passed)
