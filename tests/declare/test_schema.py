"""The schema for editors accepts what the loader accepts, and explains every key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bridge.declare.json_schema import schema
from bridge.declare.reader import read
from bridge.examples import example_campaign

JsonObject = dict[str, object]


def tree(text: str) -> JsonObject:
    root = read(text, "campaign.yaml").root
    assert root is not None
    plain = root.plain()
    assert isinstance(plain, dict)
    return plain


def properties() -> Iterator[tuple[str, JsonObject]]:
    """Every key of the schema with what is said about it, references followed."""
    whole = schema()
    models = whole["$defs"]
    assert isinstance(models, dict)
    for name, model in [("Campaign", whole), *models.items()]:
        for key, said in model["properties"].items():
            reference = str(said.get("$ref", "")).rpartition("/")[2]
            yield f"{name}.{key}", {**models.get(reference, {}), **said}


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("which", ["example", "winter"])
def test_it_accepts_files_that_load(which: str, winter_flow: Path) -> None:
    path = example_campaign() if which == "example" else winter_flow
    errors = list(Draft202012Validator(schema()).iter_errors(tree(path.read_text("utf-8"))))
    assert errors == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("titel", "Winter"),
        ("starts", "9 January"),
        ("hashtag", None),
        ("lenses", ["no-such-lens"]),
        ("groups", [{"id": "nurse"}]),
        ("anonymity", {"batch_size": 1}),
        ("phases", []),
        ("slug", "Winter Ideas"),
        ("rules_link", "mailto:someone@example.org"),
    ],
)
def test_it_refuses_what_the_loader_refuses(key: str, value: object) -> None:
    declared = tree(example_campaign().read_text("utf-8")) | {key: value}
    assert not Draft202012Validator(schema()).is_valid(declared)


@pytest.mark.parametrize("name", [name for name, _ in properties()])
def test_every_key_has_title_description_and_valid_examples(name: str) -> None:
    said = dict(properties())[name]
    assert said.get("title")
    assert str(said.get("description", "")).endswith(".")
    examples = said["examples"]
    assert isinstance(examples, list)
    assert examples
    checked = {"$defs": schema()["$defs"], **said}
    for example in examples:
        assert [error.message for error in Draft202012Validator(checked).iter_errors(example)] == []


def test_it_is_a_new_one_each_time() -> None:
    schema()["properties"] = {}
    assert schema()["properties"] != {}
