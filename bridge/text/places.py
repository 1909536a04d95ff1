"""Where a person lives or works: postcodes, street addresses, beds, organisations, towns, single roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridge.text.finding import Find, matches
from bridge.text.gazetteer import fold, gazetteer, in_vocabulary

# Outward and inward part as the Royal Mail allows them (no Q, V, X first; no C, I, K, M, O, V inward).
_POSTCODE = re.compile(
    r"(?<!\w)(?:GIR[ ]?0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]"
    r"|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r"(?P<gap>[ ]{0,2})(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2}))(?!\w)",
    re.I,
)
_ORDINAL = re.compile(r"[0-9](?:st|nd|rd|th)", re.I)

_KIND = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Way|Terrace|Crescent|Gardens|Court|Place|Grove"
    r"|Square|Hill"
    r"|Row|Mews|Walk|Parade|Rise|View|Green|Croft|Gate|Fold|Brow|Wynd)\b"
)
_WORD = r"[A-Z][\w'’-]{0,30}"
_STREET = re.compile(
    rf"(?:(?:Flat|Apartment|Apt|Unit)[ ]?[0-9]{{1,4}}[A-Za-z]?,?[ ]{{1,2}})?"
    rf"\b[0-9]{{1,4}}[A-Za-z]?,?[ ](?:{_WORD}\.?[ ]){{1,4}}{_KIND}"
)
_STREET_ANY = re.compile(
    r"\b[0-9]{1,4}[a-z]?,?[ ](?:[a-z'’-]{3,30}[ ]){1,2}"
    r"(?:street|road|avenue|lane|close|drive|terrace|crescent|grove|mews)\b",
    re.I,
)
_HOUSE = re.compile(
    rf"\b(?:{_WORD}[ ]){{1,3}}(?:Cottage|House|Farm|Lodge|Forge|Barn|Mill|Villa|Bungalow"
    rf"|Hall|Rectory|Vicarage|Manor|Granary|Stables|Grange|Bakery|Schoolhouse)"
    rf",[ ](?:[0-9]{{1,4}}[ ])?(?:{_WORD}[ ]){{1,3}}{_KIND}"
)
_BARE_STREET = re.compile(
    rf"\b(?:on|in|at|off|from|of)[ ](?P<street>(?:{_WORD}[ ]){{1,3}}"
    r"(?:Street|Road|Avenue|Lane|Close|Drive|Terrace|Crescent|Grove|Mews))\b"
)
_FLAT = re.compile(r"\b(?:flat|apartment)[ ]?[0-9]{1,4}[a-z]?\b", re.I)

_NUMBER = r"(?:[0-9]{1,3}[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_BED = re.compile(
    rf"\bward[ ]\w{{1,20}},?[ ](?:(?:in |on )?bay[ ]{_NUMBER},?[ ])?"
    rf"(?:in |on )?(?:bed|cubicle|side ?room|room)[ ]{_NUMBER}\b"
    rf"|\bbay[ ]{_NUMBER},?[ ]bed[ ]{_NUMBER}\b"
    rf"|\b(?:in|of|from) (?:bed|cubicle|side ?room)[ ]{_NUMBER}\b(?:,?[ ](?:on )?ward[ ]\w{{1,20}})?",
    re.I,
)

_BODY = (
    r"(?:Hospitals?|Infirmary|Surgery|Practice|Hospice|Clinic|(?:Medical|Health|Walk-in|Treatment|Day) Centre"
    r"|(?:Care|Nursing|Residential) Home|General|Trust|Foundation Trust|ICB|Health Board|Ambulance Service)\b"
)
_JOIN = r"(?:(?:of|and|the|&|for)[ ])?"
_ORGANISATION = re.compile(
    rf"\b(?:The[ ])?(?!(?:The|A|An|Our|Your|Their|This|That|Every|Each|Any|In|At|To|Will|May|Can|Could"
    rf"|Should|Would|Did|Does|Do|Has|Have|When|Why|How|If|And|But|So|As|Let|Is|Are|Was|With|For|From|My|No"
    rf"|Not|All|Some|Most|Both|Give|Ask|Tell|What|Where|Which|Who|While|Since|After|Before"
    rf"|Because)[ ])(?:{_WORD}[ ]{_JOIN}){{1,6}}"
    rf"{_BODY}(?:[ ](?:NHS[ ])?(?:Foundation[ ])?Trust\b)?"
)
_NOT_NAMED = re.compile(
    r"^(?:(?:Acute|Community|Cottage|General|District|Teaching|University|NHS|Mental|Health"
    r"|Primary|Care|Foundation|Day|Hospital|National"
    r"|Local|Nursing|Family|Best|Good|Private|Children[’']s|Royal|Field|Case|In|The|And|Of)[ ]){1,6}\w+$"
)
_CODED_SITE = re.compile(
    r"\b(?i:(?:is|was|lives?|lived|stays?|stayed|resident|ended up) at|staff from|colleagues (?:at|from)"
    r"|over at|who(?:[’']s| is| was) at|works? at"
    r"|work(?:ed|ing) at|same at|nurs(?:e|ed|ing) at"
    r"|moved to|sent to|admitted to|transferred to|back to|discharged (?:to|from))[ ](?:the[ ])?"
    r"(?P<name>[A-Z]{3,5}(?![\w'’])|[A-Z][a-z]{3,}(?:[ ][A-Z][a-z]{2,}){0,2})"
)
_THE_HOUSE = re.compile(
    r"\b(?:at|from|to|near) (?P<name>The [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20}){0,2})(?!\w)"
)
_OUTWARD = re.compile(
    r"\b(?i:live[sd]? in|living in|based in|postcode|from the"
    r"|area of) (?P<outward>[A-PR-UWYZ][A-HK-Y]?[0-9]{1,2}[A-Z]?)"
    r"(?![\w-]| ?[0-9])"
)
_LIVES = re.compile(
    r"\b(?:live[sd]?|living|born|based|grew up|commut\w{1,5}|travel\w{0,5}"
    r"|come[s]?|came|drive[sn]?)[ ](?:\w{1,10}[ ])?"
    r"(?:in|from|near|outside)[ ](?P<town>[A-Z][a-z]{2,}(?:[ ](?:on[ ]|upon[ ])?[A-Z][a-z]{2,}){0,2})"
)
_ONLY = re.compile(
    r"\b(?:the|our|their|its|as|am|I[’']m) (?:the )?"
    r"(?P<role>only (?:[\w-]{1,25} ){0,4}"
    r"(?:nurse|doctor|consultant|porter|HCA|clerk|midwife"
    r"|visitor|chaplain|radiographer|physio\w*|therapist|pharmacist|user|man|woman|member of staff"
    r"|manager|cleaner|volunteer|receptionist)\b"
    r"(?: (?:on|in|at|who|for|with) (?:the )?[\w-]{1,25}(?: [\w-]{1,25})?)?)",
    re.I,
)


def find_places(text: str) -> Iterator[Find]:
    """Postcodes and street addresses (certain); beds, organisations, towns, roles (for a person to judge)."""
    for found in _POSTCODE.finditer(text):
        inward = found["inward"]
        if inward is not None and _ORDINAL.fullmatch(inward):
            score = 0.45
        else:
            score = 0.93 if found.group().isupper() or not found["gap"] else 0.82
        yield Find(*found.span(), "POSTCODE", score)
    yield from matches(_STREET, text, "ADDRESS", 0.90)
    yield from matches(_HOUSE, text, "ADDRESS", 0.88)
    yield from matches(_STREET_ANY, text, "ADDRESS", 0.65)
    yield from matches(_BARE_STREET, text, "ADDRESS", 0.50, "street")
    yield from matches(_FLAT, text, "ADDRESS", 0.60)
    yield from matches(_BED, text, "ROLE_UNIQUE", 0.50)
    for found in _ORGANISATION.finditer(text):
        if not _NOT_NAMED.match(found.group().removeprefix("The ")):
            yield Find(*found.span(), "ORG", 0.72)
    yield from matches(_CODED_SITE, text, "ORG", 0.45, "name")
    yield from matches(_THE_HOUSE, text, "ORG", 0.45, "name")
    yield from matches(_OUTWARD, text, "POSTCODE", 0.50, "outward")
    for found in _LIVES.finditer(text):
        if not in_vocabulary(fold(found["town"].split(" ")[0]), gazetteer()):
            yield Find(*found.span("town"), "LOCATION", 0.45)
    yield from _towns(text)
    yield from matches(_ONLY, text, "ROLE_UNIQUE", 0.50, "role")


_TOWN = re.compile(
    r"\b(?:in|from|near|to|at|outside|around|or|and|via"
    r"|of) (?=(?P<town>[A-Z][\w'’-]{2,20}(?: [\w'’-]{2,12}){0,2}))"
)


def _towns(text: str) -> Iterator[Find]:
    """Known towns where somebody lives, goes or comes from."""
    towns = gazetteer().towns
    for found in _TOWN.finditer(text):
        words = found["town"].split(" ")
        folded = tuple(fold(word) for word in words)
        for town in towns.get(folded[0], ()):
            if folded[: len(town)] == town:
                start = found.start("town")
                yield Find(start, start + len(" ".join(words[: len(town)])), "LOCATION", 0.45)
                break
