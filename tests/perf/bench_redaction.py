"""How well personal data is found, label by label and by where names come from, and how fast.

Three sets: the shared one (left out where ../shared is not there) and both halves of the made-up ideas. The
rules were written with the shared set and the first half in sight. Of the second half only these totals were
looked at, and no text; they led to one rule: the article before the name of a body belongs to it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bridge.text.gazetteer import fold
from bridge.text.redactor import RuleRedactor
from tests.perf.table import Cell, Table
from tests.text.material.ideas import altered, made_up
from tests.text.material.people import GIVEN
from tests.text.scoring import Score, score

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "pii"
DATA = Path(__file__).resolve().parents[2] / "bridge" / "text" / "data"
CHANGES = ("lower", "upper", "nopunct")

Ideas = list[dict[str, Any]]


def run(*, quick: bool = False) -> list[Table]:
    """Figures of the rules alone; masks and questions count alike."""
    sets = _sets(quick=quick)
    redactor = RuleRedactor()
    # The lists are read with the first text.
    redactor.redact("Hope")
    scores: dict[str, Score] = {}
    rows: list[tuple[Cell, ...]] = []
    for name, ideas in sets.items():
        seconds, redactions = [], []
        for idea in ideas:
            begin = time.perf_counter()
            redactions.append(redactor.redact(idea["text"]))
            seconds.append(time.perf_counter() - begin)
        found = scores[name] = score(ideas, redactions)
        ordered = sorted(seconds)
        asked = sum(redaction.needs_review for redaction in redactions)
        rows.append(
            (
                name,
                _share(found.recall),
                _share(found.of("PERSON")),
                _share(found.precision),
                _share(found.trapped),
                _share(found.leaks),
                _share(asked / len(ideas)),
                f"{1000 * ordered[len(ordered) // 2]:.1f}",
                f"{1000 * ordered[int(len(ordered) * 0.95)]:.1f}",
                len(ideas) / sum(seconds),
            )
        )
    whole = [name for name in sets if not name.endswith(CHANGES)]
    return [
        Table(
            "Personal data found in ideas, rules alone",
            (
                *("ideas", "recall", "PERSON", "precision", "traps", "leaking", "with questions"),
                *("p50 ms", "p95 ms", "ideas a second"),
            ),
            rows,
            ("the rules were written with the shared set and the first half in sight, not the second.",),
        ),
        Table(
            "Recall by label (gold spans)",
            ("label", *whole),
            [
                (label, *(_of(scores[name], label) for name in whole))
                for label in sorted(set().union(*(scores[name].gold for name in whole)))
            ],
        ),
        _by_origin(scores, GIVEN, "made up"),
        _by_origin(scores, sorted(set().union(*(found.people for found in scores.values()))), "shared"),
    ]


def _by_origin(scores: dict[str, Score], origins: Iterable[str], begins: str) -> Table:
    chosen = {name: found for name, found in scores.items() if name.startswith(begins)}
    rows = [
        (origin, *(_from(found, origin) for found in chosen.values()))
        for origin in origins
        if any(found.people[origin] for found in chosen.values())
    ]
    notes = ("by the list of given names or surnames in which the first listed word stands.",)
    return Table(
        f"Names wholly covered, by where they are common ({begins})",
        ("origin", *chosen),
        rows,
        notes if begins == "shared" else (),
    )


def _origins() -> dict[str, str]:
    """Listed name -> heading of its list; the first one counts."""
    found: dict[str, str] = {}
    for file in ("given.txt", "surnames.txt"):
        heading = ""
        for line in (DATA / file).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                heading = line[2:]
                continue
            for name in line.split():
                wordy = "names that are words" if name.endswith("*") else heading
                found.setdefault(fold(name.rstrip("*")), wordy)
    return found


def _sets(*, quick: bool) -> dict[str, Ideas]:
    sets: dict[str, Ideas] = {}
    if (SHARED / "shared.jsonl").is_file():
        sets["shared"] = _read(SHARED / "shared.jsonl")
        for change in CHANGES:
            sets[f"shared, {change}"] = _read(SHARED / "shared_stress" / f"shared-{change}.jsonl")
    for half, name in enumerate(("made up, first half", "made up, second half")):
        ideas = made_up(half, 24 if quick else 240)
        sets[name] = ideas
        for change in CHANGES:
            sets[f"{name}, {change}"] = altered(ideas, change)
    return sets


def _read(path: Path) -> Ideas:
    ideas = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    origins = _origins()
    for idea in ideas:
        for span in idea["spans"]:
            if span["label"] == "PERSON":
                words = fold(idea["text"][span["start"] : span["end"]]).replace("-", " ").split()
                known = [origins[word] for word in words if word in origins]
                span["origin"] = known[0] if known else "on none of the lists"
    return ideas


def _of(found: Score, label: str) -> str:
    return f"{_share(found.of(label))} ({found.gold[label]})" if found.gold[label] else "-"


def _from(found: Score, origin: str) -> str:
    if not found.people[origin]:
        return "-"
    return f"{_share(found.seen[origin] / found.people[origin])} ({found.people[origin]})"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
