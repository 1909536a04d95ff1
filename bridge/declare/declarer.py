"""Campaign files that stand in the forum: the Declarer port on the loader."""

from __future__ import annotations

import re
from datetime import date

from bridge.declare.loader import load_text
from bridge.declare.problems import render_problems
from bridge.declare.scaffolding import scaffold
from bridge.domain.campaign import Campaign
from bridge.domain.errors import DeclarationProblems

NAME = "line"
_PLACE = re.compile(rf"^{NAME}:(\d+):(\d+):", re.MULTILINE)
"""How a problem begins: where there is no file's name, the place is said in words."""


class CampaignDeclarer:
    """Implements `ports.Declarer`."""

    def read(self, text: str, *, groups: frozenset[str] | None = None) -> Campaign:
        """The campaign that a text declares; DeclarationProblems for everything that is wrong with it."""
        return load_text(text, NAME, groups)

    def told(self, problems: DeclarationProblems) -> str:
        """The problems in words, each with its line and a caret below it."""
        return _PLACE.sub(r"line \1, column \2:", render_problems(problems.problems))

    def scaffold(self, today: date) -> str:
        """A commented campaign file that is right as it stands, to start from.

        Without the remarks at its top, which are for whoever has a shell.
        """
        text = scaffold("Our next campaign", today, "Europe/London")
        return text.partition("\n\n")[2]
