"""What the language model of the extra `ner` adds to the rules, and what it costs: time, memory.

Without the extra there is nothing to measure. The scorer and its texts lie in ../shared.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bridge.text.ner import weights
from bridge.text.ner.rule import ModelRule
from bridge.text.redactor import RULES, RuleRedactor
from tests.perf.bench_redaction import SHARED
from tests.perf.material import idea_texts
from tests.perf.table import Cell, Table, ratio
from tests.text.ner.material import PEOPLE, SENTENCES
from tests.text.scoring import score

TEXTS = 100
LONGEST = 32_000
SPELLINGS: dict[str, Callable[[str], str]] = {"as written": str, "small letters": str.lower}

_MEMORY = """
import sys
from pathlib import Path
from bridge.text.engine import choose_engine
engine = choose_engine(sys.argv[1])
engine.redactor.redact(sys.stdin.read())
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


def run(*, quick: bool = False) -> list[Table]:
    """Seconds and memory beside the rules alone, the scorer's figures, and names seen by origin."""
    if lacking := weights.missing():
        return [Table("The language model is not installed", ("missing",), [(name,) for name in lacking])]
    engines = {"rules": RuleRedactor(), "rules and model": RuleRedactor((*RULES, ModelRule()))}
    tables = [_costs(engines, idea_texts(TEXTS // 10 if quick else TEXTS)), _origins(engines)]
    if (SHARED / "shared.jsonl").is_file():
        tables.append(_scores(engines, every=20 if quick else 1))
    return tables


def _costs(engines: dict[str, RuleRedactor], texts: Sequence[str]) -> Table:
    long = " ".join([*texts] * 200)[:LONGEST]
    rows: list[tuple[Cell, ...]] = []
    baseline = 0.0
    for name, engine in engines.items():
        engine.redact(texts[0])
        seconds = sorted(_seconds(engine, text) for text in texts)
        middle = seconds[len(seconds) // 2]
        baseline = baseline or middle
        rows.append(
            (
                name,
                1000 * middle,
                1000 * seconds[len(seconds) * 95 // 100],
                ratio(middle, baseline),
                _seconds(engine, long),
                _memory("off" if name == "rules" else "on", texts[0]),
            )
        )
    return Table(
        f"{len(texts)} ideas, and one text of {len(long):,} characters",
        ("engine", "p50 in ms", "p95 in ms", "of the baseline", "long text in s", "peak memory in MB"),
        rows,
    )


def _seconds(engine: RuleRedactor, text: str) -> float:
    begin = time.perf_counter()
    engine.redact(text)
    return time.perf_counter() - begin


def _memory(choice: str, text: str) -> float:
    """Megabytes at most of a process of its own that redacts one text."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, choice],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    return int(done.stdout) / 1024


def _origins(engines: dict[str, RuleRedactor]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for origin, people in PEOPLE.items():
        cells: list[Cell] = [origin]
        for spell in SPELLINGS.values():
            for engine in engines.values():
                seen, masked = _names_seen(engine, people, spell)
                cells.append(f"{seen:.0%} / {masked:.0%}")
        rows.append(tuple(cells))
    columns = ("origin", *(f"{name}, {spelling}" for spelling in SPELLINGS for name in engines))
    return Table("Words of names seen / masked at once, sentences with one person each", columns, rows)


def _names_seen(
    engine: RuleRedactor, people: Sequence[str], spell: Callable[[str], str]
) -> tuple[float, float]:
    seen = masked = total = 0
    for person in people:
        given, surname = person.split()
        for sentence in SENTENCES:
            text = spell(sentence.format(given=given, surname=surname))
            masks = engine.redact(text).masks
            every = {place for mask in masks for place in range(mask.start, mask.end)}
            sure = {place for mask in masks if not mask.asked for place in range(mask.start, mask.end)}
            for name in (given, surname):
                for found in re.finditer(re.escape(spell(name)), text):
                    total += 1
                    seen += every.issuperset(range(*found.span()))
                    masked += sure.issuperset(range(*found.span()))
    return seen / total, masked / total


def _scores(engines: dict[str, RuleRedactor], *, every: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for path in (SHARED / "shared.jsonl", *sorted((SHARED / "shared_stress").glob("*.jsonl"))):
        lines = path.read_text(encoding="utf-8").splitlines()[::every]
        gold = [json.loads(line) for line in lines if line.strip()]
        for name, engine in engines.items():
            told = score(gold, [engine.redact(idea["text"]) for idea in gold])
            figures = (told.recall, told.precision, told.trapped, told.leaks, told.of("PERSON"))
            rows.append((path.stem, name, *(f"{figure:.3f}" for figure in figures)))
    return Table(
        "What the scorer says, masked and asked about together",
        ("texts", "engine", "recall", "precision", "trap", "leaking", "PERSON"),
        rows,
        ("rules and lists were written with these texts in sight: other texts will do worse.",),
    )
