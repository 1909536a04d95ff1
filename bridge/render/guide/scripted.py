"""What the guide's script says, in the language that is spoken, with all plural forms that it may need.

The script is the same in every language, and browsers of ten years ago know no plural rules. So each message
that counts comes with its forms and the numbers that take them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bridge.domain.language import gettext as _
from bridge.domain.language import ngettext, spoken

PERIOD = 100
"""Plural rules look at small numbers and at the last two digits: 100 to 199 stand for all that are larger."""


def words_of_script() -> dict[str, object]:
    """The messages by name; `%s` stands for the value, `grouping` parts thousands."""
    return {
        "grouping": spoken().number(10_000).replace("10", "", 1).replace("000", ""),
        "found": _counting(lambda number: ngettext("%(num)s idea found", "%(num)s ideas found", number)),
        "none": _("No idea found. Try fewer or shorter words."),
        "rarer": _("Type a longer or rarer word."),
        "more": _("Show more: %(shown)s of %(all)s are shown", shown="%a", all="%b"),
        "place": _("Place %(place)s", place="%s"),
        "shared": _("Place %(place)s, shared", place="%s"),
        "support": _("<b>%(share)s</b> support, likely %(range)s", share="%a", range="%b"),
        "across": _("%(share)s across both sides", share="%s"),
        "replies": _counting(lambda number: ngettext("%(num)s reply", "%(num)s replies", number)),
        "did": _("They did it"),
        "printed": _("The first %(shown)s of %(all)s are on this paper.", shown="%a", all="%b"),
    }


def _counting(say: Callable[[int], str]) -> dict[str, object]:
    """The form that most numbers take, and the others by the numbers that take them."""
    forms = [say(number).replace(spoken().number(number), "%s", 1) for number in range(2 * PERIOD)]
    most, _times = Counter(forms).most_common(1)[0]
    return {"most": most, "other": {number: form for number, form in enumerate(forms) if form != most}}
