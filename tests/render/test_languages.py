"""Catalogues: whole and fitting as they ship, read in the right order, and spoken where somebody says so."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

from bridge.domain.errors import UserProblem
from bridge.domain.language import ENGLISH, gettext, ngettext, open_catalogues, pgettext, speaking, spoken
from bridge.domain.wording import amount, counted, either, listed, share
from bridge.render.languages import FOLDER, Catalogues, read_catalogue
from bridge.render.messages import messages, misfits, translate, untranslated, word_faults, written
from bridge.render.templating import shipped_templates
from bridge.render.words import brief_month, day, month, short_day, span, weekday

SHIPPED = [path.stem for path in sorted((shipped_templates() / FOLDER).glob("*.po"))]
WELSH = shipped_templates() / FOLDER / "cy.po"


@pytest.fixture(autouse=True)
def catalogues() -> Iterator[None]:
    open_catalogues(Catalogues().language)
    yield
    open_catalogues(Catalogues().language)


def test_welsh_is_shipped() -> None:
    assert "cy" in SHIPPED
    assert Catalogues().codes() == ["en", *SHIPPED]


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_catalogue_has_every_sentence_and_no_other(code: str) -> None:
    catalogue = read_catalogue(shipped_templates() / FOLDER / f"{code}.po", code)

    has = {(message.id, message.context) for message in catalogue if message.id}
    assert has == {(message.id, message.context) for message in messages() if message.id}
    assert [message.id for message in untranslated(catalogue)] == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_every_translation_has_the_names_and_the_markup_of_its_sentence(code: str) -> None:
    catalogue = read_catalogue(shipped_templates() / FOLDER / f"{code}.po", code)

    assert [(message.id, why) for message, why in misfits(catalogue)] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_commands_that_people_type_are_the_same_in_every_language(code: str) -> None:
    """What stands between backticks is typed, up to what is filled in after a colon."""
    commands = re.compile(r"`([a-z][a-z -]+(?::|`))")
    catalogue = read_catalogue(shipped_templates() / FOLDER / f"{code}.po", code)

    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            assert commands.findall(str(message.string)) == commands.findall(message.id), message.id


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_catalogue_is_as_the_command_writes_it(code: str, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    path = shipped_templates() / FOLDER / f"{code}.po"
    shutil.copy(path, tmp_path / FOLDER)

    brought = translate(tmp_path, code)

    assert (brought.missing, brought.dropped) == (0, 0)
    assert brought.path.read_bytes() == path.read_bytes()


def test_a_misfit_is_found() -> None:
    catalogue = Catalog(locale=Locale("cy"))
    catalogue.add("%(people)s took part", "cymerodd %(pobl)s ran")
    catalogue.add("%(votes)s counted", "cyfrif")
    catalogue.add("all of it", "100% ohono")
    catalogue.add("**now**", "nawr")
    catalogue.add("The list", 'Y "rhestr"')
    catalogue.add("Put it here", "Rhowch\nef yma")
    catalogue.add(("%(num)s of %(all)s", "%(num)s of %(all)s"), ["un", *["%(num)s"] * 5])
    catalogue.add(("%(num)s idea", "%(num)s ideas"), ["dim syniad", "un syniad", *["%(num)s syniad"] * 4])
    catalogue.add("not yet", "")

    assert [(message.id, why) for message, why in misfits(catalogue)] == [
        ("%(people)s took part", "%(pobl)s is no name of this sentence"),
        ("%(votes)s counted", "%(votes)s is missing"),
        ("all of it", "a per cent sign is written twice"),
        ("**now**", "its markup is another one"),
        ("The list", 'a quotation mark is written “ or ”, not "'),
        ("Put it here", "its line breaks are other ones"),
        *[(("%(num)s of %(all)s", "%(num)s of %(all)s"), "%(all)s is missing")] * 6,
    ]


def test_welsh_has_the_plural_form_that_belongs_to_each_number() -> None:
    with speaking("cy"):
        votes = [counted(number, "vote") for number in (0, 1, 2, 3, 4, 6, 1204)]
        people = [counted(number, "person") for number in (1, 2, 300)]

    assert votes == [
        "0 pleidlais",
        "1 bleidlais",
        "2 bleidlais",
        "3 pleidlais",
        "4 pleidlais",
        "6 phleidlais",
        "1,204 pleidlais",
    ]
    assert people == ["1 person", "2 o bobl", "300 o bobl"]


def test_welsh_joins_by_the_letter_that_follows() -> None:
    with speaking("cy"):
        assert listed(["pleidleisio", "ymateb"]) == "pleidleisio ac ymateb"
        assert listed(["syniadau", "ymatebion", "pleidleisiau"]) == "syniadau, ymatebion a pleidleisiau"
        assert listed(["rhwystr", "*amser*"]) == "rhwystr ac *amser*"
        assert either(["`a`", "`b`"]) == "`a` neu `b`"


def test_welsh_dates_and_figures() -> None:
    first = date(2015, 1, 9)
    with speaking("cy"):
        assert day(first) == "9 Ionawr 2015 (Dydd Gwener)"
        assert [short_day(first), month(first), brief_month(first)] == ["9 Ionawr", "Ionawr 2015", "Ion"]
        assert weekday(first) == "Dydd Gwener"
        assert span(first, date(2015, 2, 1)) == "9 Ionawr – 1 Chwefror 2015"
        assert [share(0.426), share(0.001), amount(9.5)] == ["43%", "o dan 1%", "9.5"]
    assert day(first) == "Friday 9 January 2015"


def test_figures_follow_the_language_of_an_own_catalogue(tmp_path: Path) -> None:
    translate(tmp_path, "de")
    open_catalogues(Catalogues(tmp_path).language)
    with speaking("de"):
        assert [spoken().number(1204), spoken().number(9.5, 1), share(0.43)] == ["1.204", "9,5", "43\xa0%"]
        assert spoken().percent(0.4267, 1) == "42,7\xa0%"
        # Nobody has translated it yet.
        assert counted(2, "idea") == "2 ideas"
        assert month(date(2015, 3, 1)) == "März 2015"


def test_an_own_catalogue_goes_first_sentence_by_sentence(tmp_path: Path) -> None:
    own = Catalog(locale=Locale("cy"), project="ours")
    own.header_comment = "# Ours."
    own.add("Your idea", "Dy syniad")
    own.add("All ideas", "")
    own.add("The guide", "Y tywysydd", flags=["fuzzy"])
    own.add(("%(num)s vote", "%(num)s votes"), ["%(num)s llais", "", "", "", "", ""])
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "cy.po").write_bytes(written(own))
    open_catalogues(Catalogues(tmp_path).language)

    with speaking("cy"):
        assert gettext("Your idea") == "Dy syniad"
        assert gettext("All ideas") == "Pob syniad"
        # A guess that nobody has confirmed.
        assert gettext("The guide") == "Y canllaw"
        # Half of the plural forms is none.
        assert counted(0, "vote") == "0 pleidlais"


def test_a_guess_stays_a_guess_when_a_catalogue_is_renewed(tmp_path: Path) -> None:
    translate(tmp_path, "de")
    path = tmp_path / FOLDER / "de.po"
    text = path.read_text(encoding="utf-8")
    guessed = text.replace('msgid "Your idea"\nmsgstr ""', '#, fuzzy\nmsgid "Your idea"\nmsgstr "Ihre Idee"')
    assert guessed != text
    path.write_text(guessed, encoding="utf-8")

    brought = translate(tmp_path, "de")

    assert brought.missing == brought.sentences
    assert '#, fuzzy\nmsgid "Your idea"\nmsgstr "Ihre Idee"' in path.read_text(encoding="utf-8")


def test_english_may_have_other_words_as_well(tmp_path: Path) -> None:
    own = Catalog(locale=Locale("en"), project="ours")
    own.header_comment = "# Ours."
    own.add("Your idea", "Your suggestion")
    own.add(("%(num)s idea", "%(num)s ideas"), ["%(num)s suggestion", "%(num)s suggestions"])
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "en.po").write_bytes(written(own))
    open_catalogues(Catalogues(tmp_path).language)

    with speaking("en"):
        assert [gettext("Your idea"), gettext("All ideas")] == ["Your suggestion", "All ideas"]
        assert [counted(number, "idea") for number in (1, 1204)] == ["1 suggestion", "1,204 suggestions"]
        assert day(date(2015, 1, 9)) == "Friday 9 January 2015"
        assert share(0.426) == "43%"
    assert gettext("Your idea") == "Your idea"


def test_a_language_without_a_catalogue_is_a_problem_that_names_those_that_are_there() -> None:
    with pytest.raises(UserProblem, match="no catalogue for the language 'kw'") as caught, speaking("kw"):
        pass

    assert "There are: en, cy." in caught.value.hint
    assert "languages/kw.po" in caught.value.hint


@pytest.mark.parametrize("code", ["../../etc/passwd", "xx-very-odd", "Welsh"])
def test_what_is_no_code_of_a_language_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(UserProblem):
        Catalogues(tmp_path).language(code)
    with pytest.raises(UserProblem, match="no code of a language"):
        translate(tmp_path, code)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_catalogue_names_its_file(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    broken = tmp_path / FOLDER / "de.po"
    broken.write_text("no catalogue at all", encoding="utf-8")

    with pytest.raises(UserProblem, match=re.escape(str(broken))):
        Catalogues(tmp_path).language("de")
    faults, remarks = word_faults(tmp_path)
    assert [(fault.name, remarks) for fault in faults] == [("languages/de.po", [])]


OTHER_RULE = """msgid ""
msgstr ""
"Language: cy\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {rule};\\n"

msgid "%(num)s vote"
msgid_plural "%(num)s votes"
msgstr[0] "%(num)s llais"
msgstr[1] "%(num)s o leisiau"
"""


def own_catalogue(folder: Path, text: str, code: str = "cy") -> Path:
    (folder / FOLDER).mkdir()
    path = folder / FOLDER / f"{code}.po"
    path.write_text(text, encoding="utf-8")
    open_catalogues(Catalogues(folder).language)
    return path


def test_a_catalogue_with_a_rule_of_its_own_for_plural_forms_keeps_it(tmp_path: Path) -> None:
    """As gettext's own tools and many editors write it, with other forms than CLDR has."""
    path = own_catalogue(tmp_path, OTHER_RULE.format(rule="nplurals=2; plural=(n != 1)"))

    def votes() -> list[str]:
        with speaking("cy"):
            return [counted(number, "vote") for number in (0, 1, 2, 6)]

    assert votes() == ["0 o leisiau", "1 llais", "2 o leisiau", "6 o leisiau"]
    with speaking("cy"):
        # That of the shipped one has its own.
        assert counted(2, "idea") == "2 syniad"
    brought = translate(tmp_path, "cy")
    open_catalogues(Catalogues(tmp_path).language)
    assert votes() == ["0 o leisiau", "1 llais", "2 o leisiau", "6 o leisiau"]
    assert "Plural-Forms: nplurals=2; plural=(n != 1)" in path.read_text(encoding="utf-8")
    assert brought.sentences - brought.missing == 1


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=2; plural=n",
        "nplurals=2; plural=import os",
        "nplurals=1; plural=0",
        "nplurals=two; plural=0",
    ],
)
def test_a_rule_for_plural_forms_that_cannot_be_is_a_problem(rule: str, tmp_path: Path) -> None:
    path = own_catalogue(tmp_path, OTHER_RULE.format(rule=rule))

    with pytest.raises(UserProblem, match=re.escape(str(path))), speaking("cy"):
        pass
    faults, _ = word_faults(tmp_path)
    assert [fault.name for fault in faults] == ["languages/cy.po"]


def test_a_translation_that_cannot_be_filled_leaves_the_sentence_as_shipped(tmp_path: Path) -> None:
    own = Catalog(locale=Locale("cy"), project="ours")
    own.header_comment = "# Ours."
    own.add("the end of %(day)s", "diwedd %(dydd)s")
    own.add("under %(share)s", "100% %(share)s", context="share")
    own_catalogue(tmp_path, written(own).decode("utf-8"))

    with speaking("cy"):
        assert gettext("the end of %(day)s", day="X").endswith(" X")
        assert share(0.001) == "o dan 1%"
    faults, _ = word_faults(tmp_path)
    assert [fault.words for fault in faults] == [
        "%(dydd)s is no name of this sentence",
        "a per cent sign is written twice",
    ]


def test_what_is_spoken_ends_with_its_block_and_stays_english_by_default() -> None:
    assert spoken() is ENGLISH
    with speaking("cy"):
        assert spoken().code == "cy"
        with speaking("en"):
            assert gettext("Your idea") == "Your idea"
        assert pgettext("choice of a poll", "For") == "O blaid"
        # The head of a catalogue is kept under the empty message.
        assert spoken().gettext("") == ""
        assert ngettext("%(num)s hour", "%(num)s hours", 72) == "72 awr"
    assert spoken() is ENGLISH
