"""Lenses and groups that campaigns can use by name; they ship as files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from bridge.declare.models.content import LensModel
from bridge.declare.models.people import GroupModel
from bridge.domain.campaign import Group, Lens, LensTag


@cache
def ready_lenses() -> Mapping[str, Lens]:
    """The shipped lenses by id."""
    models = TypeAdapter(list[LensModel]).validate_python(_shipped("lenses.yaml"))
    return MappingProxyType({model.id: lens_of(model) for model in models})


@cache
def ready_groups() -> Mapping[str, Group]:
    """The shipped groups by id, in the order in which they are offered."""
    models = TypeAdapter(list[GroupModel]).validate_python(_shipped("groups.yaml"))
    return MappingProxyType({model.id: Group(model.id, model.title) for model in models})


def lens_of(model: LensModel) -> Lens:
    """A declared lens in the domain's words."""
    return Lens(
        id=model.id,
        title=model.title,
        summary=model.summary or "",
        tags=tuple(LensTag(tag.tag, tag.title, tag.definition, tag.source) for tag in model.tags),
    )


def _shipped(name: str) -> object:
    text = files("bridge.declare").joinpath(name).read_text("utf-8")
    return YAML(typ="safe", pure=True).load(text)
