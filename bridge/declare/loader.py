"""Reads campaign files: a Campaign, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from bridge.declare.build import campaign_of
from bridge.declare.checks import check, check_groups
from bridge.declare.draft import Draft
from bridge.declare.explain import explain
from bridge.declare.models.campaign import CampaignModel
from bridge.declare.reader import read
from bridge.declare.source import Place, Source
from bridge.domain.campaign import Campaign
from bridge.domain.errors import DeclarationProblems, Problem, UserProblem


def load(path: Path | str) -> Campaign:
    """The campaign that a file declares.

    Raises UserProblem where the file cannot be opened, DeclarationProblems for everything wrong inside it.
    """
    return _load(Path(path))[0]


def load_text(text: str, path: Path | str, groups: frozenset[str] | None = None) -> Campaign:
    """The same for a text that is at hand; `path` is the name shown in problems.

    `groups` are the names of the forum's groups where they are known: others cannot be named then.
    """
    return _examined(text, str(path), groups)[0]


def load_all(paths: Iterable[Path | str]) -> tuple[Campaign, ...]:
    """Campaigns that share one forum, in the order given.

    Raises DeclarationProblems with the problems of all files together, and where two campaigns would mix:
    the same slug, the same tag of a question, or the same existing category.
    """
    problems: list[Problem] = []
    loaded: list[tuple[Campaign, Source]] = []
    for path in paths:
        try:
            loaded.append(_load(Path(path)))
        except DeclarationProblems as error:
            problems += error.problems
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for campaign, source in loaded:
        source.problems.clear()
        for kind, value, place in _shared(campaign):
            other = taken.setdefault((kind, value), (source.path, campaign.title))
            if other != (source.path, campaign.title):
                source.note(place, f'the {kind} "{value}" is taken by "{other[1]}" in {other[0]}')
        problems += source.problems
    if problems:
        raise DeclarationProblems(problems)
    return tuple(campaign for campaign, _ in loaded)


def _shared(campaign: Campaign) -> Iterable[tuple[str, str, Place]]:
    """What may belong to one campaign only on a forum, and where it is written."""
    yield "slug", campaign.slug, ("slug",)
    for index, question in enumerate(campaign.questions):
        yield "question tag", question.tag, ("questions", index, "tag")
    if campaign.placement.category:
        yield "category", campaign.placement.category, ("forum", "category")
    else:
        yield "category name", campaign.placement.name or campaign.title, ("forum", "name")


def _load(path: Path) -> tuple[Campaign, Source]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UserProblem(
            f"There is no file {path}.",
            hint="Look at the spelling, or write a new campaign file with `ideabridge init`.",
        ) from None
    except IsADirectoryError:
        raise UserProblem(
            f"{path} is a folder.", hint=f"Name the campaign file in it, such as {path / 'campaign.yaml'}."
        ) from None
    except OSError as error:
        raise UserProblem(
            f"{path} cannot be read: {error.strerror}.", hint="See that you may read this file."
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = Source.of(raw[: error.start].decode("utf-8-sig"), str(path)).lines
        shown = raw.decode("utf-8-sig", "replace")
        source = Source.of(shown, str(path))
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8; save the file as UTF-8"
        source.at(len(before), len(before[-1]) + 1, "", message)
        raise DeclarationProblems(source.problems) from None
    return _examined(text, str(path))


def _examined(text: str, path: str, groups: frozenset[str] | None = None) -> tuple[Campaign, Source]:
    source = read(text, path)
    model: CampaignModel | None = None
    if source.root is not None:
        try:
            model = CampaignModel.model_validate(source.root.plain())
        except ValidationError as error:
            explain(error, source, CampaignModel)
        check(Draft(source))
        if groups is not None:
            check_groups(Draft(source), groups)
    if source.problems or model is None:
        raise DeclarationProblems(sorted(source.problems, key=lambda found: (found.line, found.column)))
    return campaign_of(model), source
