"""Rebuild the derived name and word lists: `python -m tests.text.rebuild_gazetteer`.

Needs the packages Faker, names and pyspellchecker, which the product itself never uses. What each list is
taken from stands in bridge/text/data/LICENCE.md.
"""

from __future__ import annotations

import gzip
import importlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bridge.text.gazetteer import fold

DATA = Path(__file__).resolve().parents[2] / "bridge" / "text" / "data"
LOCALES = [
    "en_GB",
    "en_IE",
    "ga_IE",
    "en_US",
    "en_NZ",
    "en_IN",
    "en_PK",
    "en_NG",
    "yo_NG",
    "ig_NG",
    "ha_NG",
    "tw_GH",
    "en_KE",
    "sw",
    "zu_ZA",
    "pl_PL",
    "ro_RO",
    "lv_LV",
    "lt_LT",
    "cs_CZ",
    "sk_SK",
    "hu_HU",
    "hr_HR",
    "sl_SI",
    "pt_PT",
    "pt_BR",
    "es_ES",
    "es_CO",
    "es_MX",
    "es_AR",
    "it_IT",
    "fr_FR",
    "de_DE",
    "nl_NL",
    "da_DK",
    "sv_SE",
    "no_NO",
    "fi_FI",
    "et_EE",
    "tr_TR",
    "az_AZ",
    "id_ID",
    "en_TH",
    "fr_DZ",
]
_SHORTEST = 4
_NAME = re.compile(r"[^\W\d_]{3,20}(?:['-][^\W\d_]{2,20})?")


def main() -> int:
    """Write the three lists; equal packages give equal bytes."""
    try:
        common, given, surnames = _vocabulary(), set(_faker("first_name")), set(_faker("last_name"))
        folder = Path(_file("names")).parent
    except ImportError as error:
        sys.stderr.write(f"pip install Faker names pyspellchecker: {error}\n")
        return 2
    given |= set(_census(folder, "dist.male.first", "dist.female.first"))
    surnames |= set(_census(folder, "dist.all.last"))
    sure_given, sure_surnames = _by_hand("given.txt"), _by_hand("surnames.txt")
    _write("more_given.txt.gz", _starred(given - sure_given, common))
    _write("more_surnames.txt.gz", _starred(surnames - sure_surnames, common))
    _write("words.txt.gz", sorted(common.keys() - sure_given - sure_surnames))
    return 0


def _starred(names: Iterable[str], common: dict[str, int]) -> list[str]:
    """Names that a list of English words knows as well, and very short ones, carry a star."""
    return [f"{name}*" if name in common or len(name) < _SHORTEST else name for name in sorted(names)]


def _vocabulary() -> dict[str, int]:
    path = Path(_file("spellchecker")).parent / "resources" / "en.json.gz"
    counted: dict[str, int] = json.loads(gzip.decompress(path.read_bytes()))
    return {word: count for word, count in counted.items() if re.fullmatch("[a-z]{3,20}", word)}


def _faker(kind: str) -> Iterator[str]:
    for locale in LOCALES:
        provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(kind) and isinstance(getattr(provider, attribute), (tuple, list, dict)):
                for name in getattr(provider, attribute):
                    yield from _clean(str(name))


def _census(folder: Path, *files: str) -> Iterator[str]:
    for file in files:
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            yield from _clean(line.split()[0])


def _clean(name: str) -> Iterator[str]:
    for part in unicodedata.normalize("NFC", name).split():
        folded = fold(part)
        if _NAME.fullmatch(folded) and "LATIN" in unicodedata.name(folded[0]):
            yield folded


def _by_hand(file: str) -> set[str]:
    """Names of a hand-written list that are nothing else."""
    text = (DATA / file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    names = {fold(name) for line in lines for name in line.split()}
    return {name for name in names if not name.endswith("*")}


def _file(module: str) -> str:
    return str(importlib.import_module(module).__file__)


def _write(file: str, lines: Iterable[str]) -> None:
    (DATA / file).write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


if __name__ == "__main__":
    sys.exit(main())
