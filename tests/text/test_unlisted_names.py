"""Names from many places, most of them on no list, in sentences of many shapes: none passes unseen."""

from __future__ import annotations

import re

import pytest

from bridge.text.redactor import RuleRedactor

PEOPLE = {
    "British": ["Nigel Thornbury", "Philippa Crabtree", "Darren Hobday", "Elspeth Kinnaird", "Lorna Eccles"],
    "Irish": ["Fiachra Mulcahy", "Bernadette Geoghegan", "Órlaith Scanlon", "Caoimhe Devaney"],
    "Polish, Romanian": ["Jolanta Gawron", "Zdzisław Pietrzak", "Răzvan Cojocaru", "Mirela Stănescu"],
    "South Asian": ["Jaspal Brar", "Meenakshi Sundaram", "Tauseef Abbasi", "Lakmal Wijesinghe"],
    "Filipino": ["Rowena Dimaculangan", "Jocelyn Pangilinan", "Cherrie Lacson", "Liezl Abrenica"],
    "West African": ["Omotayo Fagbemi", "Kwamina Essien", "Ngozichukwu Anozie", "Foday Mansaray"],
    "Zimbabwean, Arabic, Chinese": ["Tarisai Chikomo", "Layth Al-Rubaie", "Huda Shaheen", "Guo Meihua"],
    "names that are words": ["Patience Amoah", "Dawn Lamb", "Hope Bell", "Rose Field", "Mark Woods"],
}
SENTENCES = (
    "Our discharge lounge works since {given} took it over.",
    "{given} {surname} on the stroke unit does this by hand.",
    "We asked Mr {surname} and got no answer.",
    "As Sister {surname} put it, the lift is the bottleneck.",
    "The form was signed by {given} {surname} in error.",
    "{given} and I tried it for a month.",
    "Please thank {given} from the kitchen.",
    "I work with {given} {surname}, who showed me.",
    "It saves an hour.\n\nBest wishes\n{given} {surname}",
    "Ever since {surname}, {given} left we have no lead.",
    "My daughter {given} waits at home while I queue.",
    "The rota that {given} keeps is the only good one.",
)


@pytest.mark.parametrize("origin", PEOPLE)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_names_of_any_origin_are_seen(redactor: RuleRedactor, origin: str, sentence: str) -> None:
    for person in PEOPLE[origin]:
        given, surname = person.split()
        text = sentence.format(given=given, surname=surname)
        seen = {place for mask in redactor.redact(text).masks for place in range(mask.start, mask.end)}
        for name in (given, surname):
            for found in re.finditer(re.escape(name), text):
                assert seen.issuperset(range(*found.span())), text


def test_without_full_stops_capitals_alone_say_nothing(redactor: RuleRedactor) -> None:
    text = (
        "we wait too long " * 10 + "Flasks would help and then Lids would too " + "so it goes on and on " * 4
    )
    assert redactor.redact(text).masks == ()
