"""The guide's data for download: what is published, as CSV and as JSON with a schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from bridge.domain.campaign import Campaign
from bridge.domain.followup import Course
from bridge.domain.guide import GroupTable, Guide
from bridge.domain.idea import Experience, IdeaStatus
from bridge.domain.participation import Seen
from bridge.domain.ranking import Standing
from bridge.domain.trial import Result
from bridge.render.guide.views import View

SCHEMA_VERSION = 3

COLUMNS = (
    *("place", "id", "title", "text", "question", "lenses", "role", "experience", "status", "versions"),
    *("published", "support", "low", "high", "for", "against", "not_sure", "seen", "across", "replies"),
    *("merges", "related", "topic", "status_since", "reason", "owner", "first_step", "tried_in"),
)

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def row(shown: View) -> dict[str, Any]:
    """One idea as JSON-ready data: its published words and counts of people."""
    idea, ranked, tally = shown.idea, shown.idea.ranked, shown.idea.ranked.tally
    return {
        "place": ranked.place,
        "id": idea.id,
        "title": idea.title,
        "text": idea.text,
        "question": idea.question,
        "lenses": list(idea.lenses),
        "role": idea.role,
        "experience": str(idea.experience),
        "status": str(idea.status),
        "versions": idea.versions,
        "published": idea.published.isoformat(),
        "support": round(ranked.score, 6),
        "low": round(ranked.low, 6),
        "high": round(ranked.high, 6),
        "for": tally.up,
        "against": tally.down,
        "not_sure": tally.unsure,
        "seen": tally.seen,
        "seen_by": str(ranked.seen_by),
        "across": None if ranked.sides.score is None else round(ranked.sides.score, 6),
        "across_status": str(ranked.sides.standing),
        "replies": tally.replies,
        "merges": tally.merges,
        "related": list(idea.related),
        "topic": shown.topic,
        **_became(shown),
        "trials": [
            {
                "place": tried.place,
                "month": tried.month.isoformat()[:7] if tried.month else None,
                "result": str(tried.result),
                "words": tried.words,
            }
            for tried in idea.trials
        ],
        "tried_in": len(idea.trials),
    }


def _became(shown: View) -> dict[str, Any]:
    became = shown.idea.became
    return {
        "status_since": became.since.isoformat() if became else None,
        "reason": became.reason if became else "",
        "owner": became.owner if became else "",
        "first_step": became.first_step if became else "",
        "overdue": became.overdue if became else False,
        "check_ins": [
            {"day": stage.day.isoformat(), "course": stage.course and str(stage.course), "note": stage.note}
            for stage in (became.stages if became else ())
        ],
    }


def _until(table: GroupTable) -> str | None:
    """The last day that counts."""
    return table.week.last.isoformat() if table.week else None


def as_csv(views: Sequence[View]) -> bytes:
    """All ideas as CSV in UTF-8 with a mark at its start, by which spreadsheets know that.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for shown in views:
        data = row(shown)
        writer.writerow([_cell(data[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


def as_json(campaign: Campaign, guide: Guide, views: Sequence[View]) -> bytes:
    """Campaign, ranking, figures, counts by group and all ideas; `guide.schema.json` describes it."""
    ranking = guide.ranking
    return _json(
        {
            "$schema": "guide.schema.json",
            "schema_version": SCHEMA_VERSION,
            "campaign": {
                "slug": campaign.slug,
                "title": campaign.title,
                "starts": campaign.starts.isoformat(),
                "ends": campaign.ends.isoformat(),
                "questions": {question.id: question.title for question in campaign.questions},
                "lenses": {
                    lens.id: {"title": lens.title, "tags": {tag.tag: tag.title for tag in lens.tags}}
                    for lens in campaign.lenses
                },
                "roles": {group.id: group.title for group in campaign.groups},
            },
            "ranking": {
                "taken": ranking.taken.isoformat(),
                "formula": ranking.formula,
                "seed": None,
                "interval": ranking.interval,
                "average": round(ranking.prior.mean, 6),
                "input_hash": ranking.input_hash,
                "result_hash": ranking.result_hash,
            },
            "figures": {
                "people": guide.numbers.people,
                "ideas": len(guide.ideas),
                "votes": guide.numbers.votes,
                "replies": guide.numbers.replies,
            },
            "groups": {
                "role": {
                    "until": _until(guide.roles),
                    "least": guide.roles.least,
                    "ideas": {group.id: group.ideas for group in guide.roles.groups},
                }
            },
            "solutions": list(guide.solutions),
            "ideas": [row(shown) for shown in views],
        }
    )


def as_schema() -> bytes:
    """The JSON Schema of `ideas.json`."""
    whole: dict[str, Any] = {"type": "integer", "minimum": 0}
    part: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
    text: dict[str, Any] = {"type": "string"}
    texts: dict[str, Any] = {"type": "array", "items": text}
    titles: dict[str, Any] = {"type": "object", "additionalProperties": text}
    maybe_text: dict[str, Any] = {"type": ["string", "null"]}
    one_of = {
        "experience": [str(value) for value in Experience],
        "status": [str(value) for value in IdeaStatus if value is not IdeaStatus.WITHDRAWN],
        "seen_by": [str(value) for value in Seen],
        "across_status": [str(value) for value in Standing],
    }
    idea: dict[str, Any] = {
        "place": {"type": "integer", "minimum": 1},
        **dict.fromkeys(("id", "title", "text", "question"), text),
        "lenses": texts,
        "role": maybe_text,
        **{name: {"enum": values} for name, values in one_of.items()},
        "versions": {"type": "integer", "minimum": 1},
        "published": {"type": "string", "format": "date"},
        **dict.fromkeys(("support", "low", "high"), part),
        **dict.fromkeys(("for", "against", "not_sure", "seen", "replies", "merges"), whole),
        "across": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "related": texts,
        "topic": maybe_text,
        "status_since": {"type": ["string", "null"], "format": "date"},
        **dict.fromkeys(("reason", "owner", "first_step"), text),
        "overdue": {"type": "boolean"},
        "check_ins": {
            "type": "array",
            "items": _object(
                {
                    "day": {"type": "string", "format": "date"},
                    "course": {"enum": [*(str(course) for course in Course), None]},
                    "note": text,
                }
            ),
        },
        "trials": {
            "type": "array",
            "items": _object(
                {
                    "place": text,
                    "month": {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}$"},
                    "result": {"enum": [str(result) for result in Result]},
                    "words": text,
                }
            ),
        },
        "tried_in": whole,
    }
    group = _object(
        {
            "until": {"type": ["string", "null"], "format": "date"},
            "least": whole,
            "ideas": {"type": "object", "additionalProperties": {"type": ["integer", "null"]}},
        }
    )
    schema = _object(
        {
            "$schema": text,
            "schema_version": {"const": SCHEMA_VERSION},
            "campaign": _object(
                {
                    **dict.fromkeys(("slug", "title", "starts", "ends"), text),
                    **dict.fromkeys(("questions", "roles"), titles),
                    "lenses": {
                        "type": "object",
                        "additionalProperties": _object({"title": text, "tags": titles}),
                    },
                }
            ),
            "ranking": _object(
                {
                    **dict.fromkeys(("taken", "formula", "input_hash", "result_hash"), text),
                    "seed": {"type": "null"},
                    "interval": part,
                    "average": part,
                }
            ),
            "figures": _object(dict.fromkeys(("people", "ideas", "votes", "replies"), whole)),
            "groups": _object({"role": group}),
            "solutions": texts,
            "ideas": {"type": "array", "items": _object(idea)},
        }
    )
    return _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "The published ideas of a campaign, best first",
            "description": "Counts are of people, each once. Groups below their least are not told: null.",
            **schema,
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
