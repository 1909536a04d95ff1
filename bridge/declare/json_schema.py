"""JSON Schema of campaign files, so that editors complete, explain and check while somebody types."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.declare.models.campaign import CampaignModel
from bridge.declare.ready import ready_groups, ready_lenses

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, object]:
    """The schema as a new dict, draft 2020-12; made from the models that the loader itself uses.

    A key may be left out or have a value, never null. What depends on several keys at once (dates in order,
    names that lead somewhere) the loader alone checks.
    """
    made = _without_null(CampaignModel.model_json_schema(by_alias=True))
    assert isinstance(made, dict)
    for model in made["$defs"].values():
        # The class name would be shown above each entry of a list; the key's own title says more.
        model.pop("title", None)
    _offer(made, "lenses", list(ready_lenses()))
    _offer(made, "groups", list(ready_groups()))
    return {"$schema": _DRAFT, **made}


def _without_null(part: object) -> object:
    """The same without `null` as a choice and as a default."""
    if isinstance(part, list):
        return [_without_null(item) for item in part]
    if not isinstance(part, dict):
        return part
    cleaned = {
        key: _without_null(value) for key, value in part.items() if not (key == "default" and value is None)
    }
    choices = cleaned.get("anyOf")
    if isinstance(choices, list):
        left = [choice for choice in choices if choice != {"type": "null"}]
        if len(left) == 1 and isinstance(left[0], Mapping):
            del cleaned["anyOf"]
            inner = {key: value for key, value in left[0].items() if key not in cleaned}
            return {**inner, **cleaned}
        cleaned["anyOf"] = left
    return cleaned


def _offer(made: dict[str, object], key: str, names: list[str]) -> None:
    """Let editors complete the ready names of a list, without forbidding own entries."""
    properties = made["properties"]
    assert isinstance(properties, dict)
    for choice in properties[key]["items"]["oneOf"]:
        if choice.get("type") == "string":
            choice.clear()
            choice["enum"] = names
