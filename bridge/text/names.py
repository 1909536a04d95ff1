"""People's names: with a title, in full, signed, introduced, or a known name standing alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bridge.text.finding import Find
from bridge.text.gazetteer import Gazetteer, gazetteer, plain_words, words_in
from bridge.text.unlisted import find_unlisted
from bridge.text.words import Word, words_of

# Nothing but titles, whatever follows.
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "revd", "rev"})
# Titles that are everyday words too: a name follows only where it is written like one.
ROLES_AS_TITLES = words_in(
    "sister nurse matron father brother doctor midwife consultant porter reverend canon imam rabbi lord "
    "lady auntie aunt aunty uncle pharmacist physio registrar nan gran grandma grandad paramedic "
    "councillor cllr pastor chaplain governor assistant"
)
_PARTICLES = words_in(
    "de da dos das di van von der den la le al el bin binti ibn ní ni nic mac ó o dela del st ter"
)

_LETTERS_NOT_NAMES = frozenset(
    {
        "U.K.",
        "U.S.",
        "E.U.",
        "N.H.S.",
        "G.P.",
        "A.M.",
        "P.M.",
        "E.G.",
        "I.E.",
        "D.O.B.",
        "P.S.",
        "N.B.",
        "U.S.A.",
    }
)
_DATES_AS_NAMES = words_in("may june april summer autumn sunday monday jan jun christian august winter will")
_BEFORE_TITLES = words_in("charge staff student ward senior healthcare health care specialist lead deputy")

_PLAIN = plain_words()
_RELATION = (
    r"son|daughter|husband|wife|partner|mum|mam|mother|dad|father|nan|nana|gran|granny|grandad|grandmother"
    r"|grandfather|brother|sister|uncle|aunt|auntie|cousin|niece|nephew|friend|neighbour|colleague|boss"
    r"|line manager|manager|matron|HCA|consultant|nurse|porter|cleaner|rep|lead|carer|key ?worker|mentor"
    r"|chaplain|receptionist|student|domestic|pharmacist|physio|registrar|secretary|clerk|volunteer"
    r"|patient|resident|client|director|chief executive"
)
_INTRODUCED = re.compile(
    r"\b(?i:my name is|my name[’']s|named|called|I[’']m|I am|it was"
    r"|contact[: ]|ask(?: for)?|speak to|spoke to|talk to"
    r"|thanks to|thank you to|thank you,?|well done,?|signed[:,]?"
    r"|care of|c/o|(?:told|asked|emailed|rang|phoned) by"
    rf"|(?:my|our|his|her|their|the|a|old|late) (?:(?:ward|line|bed|site|senior|deputy|lovely|new|old|late"
    rf"|eldest"
    rf"|youngest|best|night|staff|student|charge"
    rf"|health) )?(?:{_RELATION}),?)[ ](?P<name>[^\W\d_][\w'’-]{{0,30}})"
)
_SIGNED = re.compile(
    r"(?:^|[\n.!?] ?)[ \t]*(?:with )?(?:(?:many |kind(?:est)? |best |warm(?:est)? |all the |yours )?"
    r"(?:thanks|thank you|regards|wishes|best|sincerely|faithfully|truly|cheers|ta|love|yours)(?: again)?)"
    r"[ \t]*(?P<sign>[,.!–-]?[ \t]*\n\s{0,5}|[,–-][ \t]*)(?P<line>[^\n]{1,80})",
    re.I,
)
_DASHED = re.compile(r"(?:\n|[.!?][ ])[ \t]*[–—-]{1,2}[ ]?(?P<line>[^\n.]{2,40})\s{0,5}\Z")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.[ ]?){1,2}[A-Z]\.?(?![\w’'])")


_LONGEST_NAME = 8
_LONGEST_SENTENCE = 40
"""Words; with fewer full stops nobody can tell a name from the first word of a sentence."""

# What is called after people who are long dead: the Wells score, a Hudson mask.
_CALLED_AFTER = words_in(
    "score scores scale scales sign catheter catheters drain drains forceps frame frames splint splints tube "
    "tubes "
    "syndrome disease fracture position criteria index classification airway airways blade needle manoeuvre "
    "clamp "
    "retractor mask masks procedure staging reflex competence reflective stool hoover vacuum collar hugger "
    "bandage "
    "stockings valve monitor stain ulcer palsy tumour lymphoma law test tests inventory"
)
# Verbs and places that go with a person, not with a virtue or a month.
_PERSONAL = words_in(
    "said told asked knows knew works worked showed thinks suggested mentioned explained sent helped wrote "
    "rang "
    "retired taught noticed spotted agreed agrees reckons offered"
)
_DESKS = words_in(
    "pharmacy reception bookings stores estates theatres nights switchboard portering housekeeping finance "
    "it hr "
    "outpatients radiology pathology maternity admin records medical procurement catering ward x-ray a&e days"
)

_AFTER_NAMES = words_in("in from on at who")


def find_names(text: str) -> Iterator[Find]:
    """Names of people, the title included where there is one."""
    lists = gazetteer()
    words = words_of(text, lists)
    at = {word.start: index for index, word in enumerate(words)}
    stops = sum(word.opens_sentence for word in words) * _LONGEST_SENTENCE >= len(words)
    for index, word in enumerate(words):
        yield from _titled(words, index, lists)
        if word.capital:
            yield from _in_full(words, index, lists)
            yield from _turned(words, index, lists)
            yield from _with_initial(words, index, lists)
        following = words[index + 1] if index + 1 < len(words) else None
        yield from _alone(word, following, lists, stops=stops)
        yield from _beside(words, index, lists)
        yield from _acting(words, index, lists)
    for found in _INTRODUCED.finditer(text):
        start = at.get(found.start("name"))
        if start is not None:
            yield from _introduced(words, start, lists)
    yield from _signed(text, words, at, lists)
    yield from find_unlisted(words, lists)
    for found in _INITIALS.finditer(text):
        if found.group().upper().replace(" ", "").rstrip(".") + "." not in _LETTERS_NOT_NAMES:
            yield Find(*found.span(), "PERSON", 0.45)


def _nameable(word: Word) -> bool:
    """Whether a word can be part of a name: May and Will can, Ward and Tuesday cannot."""
    barred = word.folded in _PLAIN and word.folded not in _DATES_AS_NAMES
    return word.capital and len(word.text) > 1 and not barred and not word.text[0].isdigit()


def _run(words: Sequence[Word], index: int, *, most: int) -> int:
    """The index after the name that begins at `index`: initials, particles and capitalised words."""
    end, bodies = index, 0
    while end < min(len(words), index + _LONGEST_NAME) and bodies < most:
        word = words[end]
        if end > index and not word.follows_closely:
            break
        # A full stop ends the name unless an initial stands before it.
        if end > index and word.gap != " " and not words[end - 1].initial:
            break
        if _nameable(word) and not (word.shouted and end > index and not words[end - 1].shouted):
            bodies += 1
        elif not word.initial and not (
            word.folded in _PARTICLES and end + 1 < len(words) and _nameable(words[end + 1])
        ):
            break
        end += 1
    while end > index and words[end - 1].folded in _PARTICLES and not words[end - 1].capital:
        end -= 1
    return end


def _known(word: Word, lists: Gazetteer) -> bool:
    parts = [word.folded, *word.folded.split("-")]
    return any(part in lists.given or part in lists.surnames for part in parts)


def _sure_surname(word: Word, lists: Gazetteer) -> bool:
    return any(part in lists.surnames.sure for part in (word.folded, *word.folded.split("-")))


def _titled(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    title = words[index]
    strong = title.folded in TITLES
    if (not strong and title.folded not in ROLES_AS_TITLES) or index + 1 == len(words):
        return
    following = words[index + 1]
    if not following.follows_closely or (not strong and "." in following.gap):
        return
    end = _run(words, index + 1, most=3)
    if end > index + 1 and (strong or not following.initial):
        known = any(_known(word, lists) for word in words[index + 1 : end])
        # "Sister Act", "Nurse Educator": a role word alone makes a name only with a capital of its own.
        if following.shouted:
            end = min(end, index + 2 + int(index + 2 < end and _known(words[index + 2], lists)))
            score = 0.82 if strong or known else 0.50
        elif strong:
            score = 0.95 if title.capital or known else 0.84
        else:
            score = 0.86 if known else 0.81 if title.capital and not title.opens_sentence else 0.60
        begin = title
        if (
            index
            and words[index - 1].capital
            and words[index - 1].folded in _BEFORE_TITLES
            and title.gap == " "
        ):
            begin = words[index - 1]
        yield Find(begin.start, words[end - 1].end, "PERSON", score)
    elif strong and not following.capital and following.folded not in _PLAIN and following.text[0].isalpha():
        if _known(following, lists):
            yield Find(title.start, following.end, "PERSON", 0.82)
        elif title.folded in {"mr", "mrs", "ms"}:
            yield Find(title.start, following.end, "PERSON", 0.60)


def _in_full(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    first = words[index]
    if first.familiar or first.folded not in lists.given:
        return
    end = _run(words, index, most=3)
    rest = [word for word in words[index + 1 : end] if _nameable(word)]
    if not rest:
        return
    sure = first.folded in lists.given.sure
    if first.shouted:
        # In capitals every word looks like a surname: only known ones count.
        last = index + 1 if words[index + 1].folded not in _PARTICLES else index + 2
        if last >= end or not _known(words[last], lists):
            return
        end = last + 1
        rest = [words[last]]
    if any(_sure_surname(word, lists) or word.folded in lists.given.sure for word in rest):
        score = 0.87 if sure or not first.opens_sentence else 0.82
    elif any(_known(word, lists) for word in rest):
        score = 0.84 if sure else 0.65
    else:
        score = 0.80 if sure and not any(word.shouted for word in rest) else 0.45
    yield Find(first.start, words[end - 1].end, "PERSON", score)


def _turned(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    """Surname, comma, given name."""
    if index + 1 == len(words) or words[index + 1].gap != ", " or words[index].familiar:
        return
    surname, given = words[index], words[index + 1]
    listed = surname.folded in lists.surnames
    if surname.opens_sentence and surname.folded in lists.surnames.weak:
        listed = False
    if given.capital and given.folded in lists.given and (listed or _sure_surname(surname, lists)):
        both = given.folded in lists.given.sure and _sure_surname(surname, lists)
        yield Find(surname.start, given.end, "PERSON", 0.85 if both else 0.55)


def _with_initial(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    first = words[index]
    if not first.initial or index + 1 == len(words):
        return
    dotted = "." in words[index + 1].gap
    if first.text in "AI" and not dotted:
        return
    end = _run(words, index, most=2)
    names = [word for word in words[index + 1 : end] if _nameable(word)]
    if not names or names[0].shouted:
        return
    if any(_sure_surname(word, lists) for word in names):
        yield Find(first.start, words[end - 1].end, "PERSON", 0.85)
    elif dotted or _known(names[0], lists):
        yield Find(first.start, words[end - 1].end, "PERSON", 0.60)


def _alone(word: Word, following: Word | None, lists: Gazetteer, *, stops: bool) -> Iterator[Find]:
    """One known name without company: never certain."""
    if word.familiar or word.folded in _PLAIN:
        return
    if following is not None and following.gap == " ":
        # Maple Ward is no person, whoever Maple may be elsewhere.
        wordy = word.folded not in lists.given.sure and word.folded not in lists.surnames.sure
        if following.folded in _CALLED_AFTER or (wordy and following.folded in {"ward", "unit", "suite"}):
            return
    if word.capital:
        if word.folded in lists.given.sure:
            yield Find(word.start, word.end, "PERSON", 0.65)
        elif _sure_surname(word, lists):
            yield Find(word.start, word.end, "PERSON", 0.55)
        elif (following is not None and following.folded == "from" and word.folded in lists.given) or (
            stops
            and (word.folded in lists.given or word.folded in lists.surnames.wordy)
            and not word.opens_sentence
            and not word.shouted
            and word.folded not in _DATES_AS_NAMES
            and len(word.text) > 2
        ):
            yield Find(word.start, word.end, "PERSON", 0.45)
    elif word.folded in lists.given.sure and len(word.text) > 3:
        yield Find(word.start, word.end, "PERSON", 0.45)


def _acting(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    """An everyday word that is a name as well, and does what people do: Dawn said, Joy on reception."""
    word = words[index]
    if not word.capital or word.familiar or word.shouted or word.folded not in lists.given.wordy:
        return
    if index + 1 == len(words) or words[index + 1].gap != " ":
        return
    verb = words[index + 1].folded
    after = words[index + 2].folded if index + 2 < len(words) else ""
    if after == "the" and index + 3 < len(words):
        after = words[index + 3].folded
    does = verb in _PERSONAL and not words[index + 1].capital
    if does or (verb in {"in", "on", "at", "from"} and after in _DESKS):
        yield Find(word.start, word.end, "PERSON", 0.50)


def _beside(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    """An everyday word that is a name as well, joined to a name or the writer: Hope and Anna, Hope and I."""
    if index + 2 >= len(words) or words[index + 1].folded not in {"and", "&"}:
        return
    one, two = words[index], words[index + 2]
    if two.folded in {"i", "me"} and one.capital and not one.familiar and one.folded in lists.given.wordy:
        yield Find(one.start, one.end, "PERSON", 0.50)
    for name, other in ((one, two), (two, one)):
        if (
            name.capital
            and other.capital
            and not (name.familiar or other.familiar or name.shouted)
            and name.folded in lists.given.wordy
            and other.folded in lists.given
            and other.folded not in _DATES_AS_NAMES
        ):
            yield Find(name.start, name.end, "PERSON", 0.50)


def _introduced(words: Sequence[Word], index: int, lists: Gazetteer) -> Iterator[Find]:
    first = words[index]
    if first.familiar:
        return
    if first.capital and _nameable(first):
        end = _run(words, index, most=3)
        known = any(_known(word, lists) for word in words[index:end])
        if first.shouted and not known:
            return
        yield Find(first.start, words[end - 1].end, "PERSON", 0.82 if known else 0.60)
    elif first.folded in lists.given.sure and first.folded not in _PLAIN:
        yield Find(first.start, first.end, "PERSON", 0.65)
    elif (
        first.folded in lists.given.wordy
        and index + 1 < len(words)
        and words[index + 1].folded in _AFTER_NAMES
        and words[index + 1].gap == " "
    ):
        yield Find(first.start, first.end, "PERSON", 0.50)


def _signed(text: str, words: Sequence[Word], at: dict[int, int], lists: Gazetteer) -> Iterator[Find]:
    for pattern in (_SIGNED, _DASHED):
        for found in pattern.finditer(text):
            begin, _ = found.span("line")
            line = found["line"].split("(")[0].split(",")[0].rstrip(" .!")
            begin += len(line) - len(line.lstrip())
            index = at.get(begin)
            if index is None:
                continue
            inside = [word for word in words[index : index + 6] if word.end <= begin + len(line.strip()) + 1]
            if not 1 <= len(inside) <= 4 or any(word.familiar for word in inside):
                continue
            capitals = all(word.capital or word.folded in _PARTICLES for word in inside)
            known = any(_known(word, lists) for word in inside)
            role = any(word.folded in _PLAIN - _DATES_AS_NAMES for word in inside)
            own_line = pattern is _SIGNED and "\n" in found["sign"]
            if role:
                continue
            if capitals and (own_line or known):
                yield Find(inside[0].start, inside[-1].end, "PERSON", 0.90 if own_line else 0.82)
            elif known and len(inside) <= 2:
                yield Find(inside[0].start, inside[-1].end, "PERSON", 0.60)
