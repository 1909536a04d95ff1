"""`guide build` and `guide publish`: the guide as a site of files, and its topic in the forum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree, held, opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption, YesOption
from bridge.cli.output import Format, count, emit, note, progress_line
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.domain.campaign import Campaign
    from bridge.domain.guide import Guide
    from bridge.render.guide.site import Site
    from bridge.wiring import Bridge

app = typer.Typer(help="The guide with which a campaign ends.", no_args_is_help=True)

MARK = "guide.built"
"""Lies in every folder that was built, so that only such a folder is ever written over."""

LessonsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.md", help="Markdown on what the campaign taught; else `guide: lessons:` of its file."
    ),
]

LogosOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Folder with the partners' logos, named as at the end of their addresses."
    ),
]


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Make the site in this folder.")],
    campaign: CampaignOption = None,
    lessons: LessonsOption = None,
    logos: LogosOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Build a static site of everything that is published; it opens from disk and asks no other site."""
    from bridge.render.guide.site import build_site
    from bridge.settings import load_settings

    _check_place(out)
    settings = load_settings()
    file = campaign or settings.campaign
    declared = read_campaign(campaign)
    told, pictures = _lessons(declared, file, lessons), _logos(declared, logos)
    forum = settings.forum_url.rstrip("/") if settings.forum_url else None
    if forum is None:
        note("IDEABRIDGE_FORUM_URL is not set: the guide links to no topics")
    with opened(forum=False) as bridge:
        site = _site(bridge, declared, (lambda topic: f"{forum}/t/{topic}") if forum else None)
    site = replace(site, lessons=told, logos=pictures)
    files, size = _write(out, dict(build_site(site, settings.templates)))
    ranking = site.guide.ranking
    emit(
        {
            "out": str(out),
            "files": files,
            "bytes": size,
            "ideas": len(site.guide.ideas),
            "solutions": site.guide.solutions,
            "ranked": ranking.taken.isoformat(),
            "formula": ranking.formula,
            "seed": None,
            "input_hash": ranking.input_hash,
            "result_hash": ranking.result_hash,
        },
        output,
        lambda: (
            f"{out / 'index.html'}: {count(len(site.guide.ideas), 'idea')}, {count(files, 'file')}, "
            f"{size / 1e6:.1f} MB"
        ),
    )


@app.command()
def publish(
    campaign: CampaignOption = None, yes: YesOption = False, output: FormatOption = Format.TEXT
) -> None:
    """Open the guide's topic in the forum, or bring it up to date; run again it changes nothing."""
    from bridge.pipeline import guide as pipeline
    from bridge.pipeline.rank import rank

    declared = read_campaign(campaign)
    if not agree("publish the guide's topic in the forum?", yes=yes):
        note("nothing was changed")
        return
    if declared.guide.link is None:
        note("the campaign file names no `guide: link:`, so the topic does not say where the site is")
    with opened() as bridge, held(bridge, declared) as lease:
        ranking = rank(bridge.store, declared, bridge.clock.now())
        gathered = pipeline.gather(bridge.store, declared, ranking, bridge.redactor, bridge.relations)
        posting = pipeline.publish(bridge.desk, declared, lease, gathered, progress=progress_line)
        url = bridge.forum.topic_url(posting.topic) if posting.topic is not None else None
    if posting.failed is not None:
        note(f"the forum refused the guide: {posting.failed}")

    def text() -> str:
        if posting.failed is not None:
            return ""
        if posting.conflict:
            return (
                f"somebody changed the guide's topic: {url}; `ideabridge resolve` decides whose text stands"
            )
        done = "published the guide" if posting.changed else "the guide stands as it is"
        return f"{done}: {url or 'its topic was removed in the forum'}"

    emit(
        {
            "changed": posting.changed,
            "conflict": posting.conflict,
            "topic": url,
            "ideas": len(gathered.ideas),
        },
        output,
        text,
    )
    if posting.failed is not None:
        raise typer.Exit(ExitCode.FAILED)
    if posting.conflict:
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def _site(bridge: Bridge, declared: Campaign, topic_link: Callable[[int], str] | None) -> Site:
    from bridge.domain.guide import told
    from bridge.pipeline.guide import gather
    from bridge.pipeline.portray import portray
    from bridge.pipeline.rank import rank
    from bridge.render.guide.site import Site

    ranking = rank(bridge.store, declared, bridge.clock.now())
    guide = gather(bridge.store, declared, ranking, bridge.redactor, bridge.relations)
    shown = replace(ranking, ideas=tuple(map(told, ranking.ideas)))
    picture = portray(bridge.store, declared, shown, shown.ideas, _titles(guide), "support")
    return Site(declared, guide, picture, topic_link)


def _titles(guide: Guide) -> dict[str, str]:
    return {idea.id: idea.title for idea in guide.ideas}


def _lessons(declared: Campaign, file: Path | None, named: Path | None) -> str | None:
    """The operator's words on lessons: the file named here, else the campaign's, else none."""
    path = named
    if path is None and declared.guide.lessons is not None:
        path = (file.parent if file else Path()) / declared.guide.lessons
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserProblem(f"cannot read the lessons in {path}: {reason}", hint="Name another file.") from None


def _logos(declared: Campaign, folder: Path | None) -> dict[str, bytes]:
    """The logos that lie in the folder, by partner; those that do not are told."""
    from urllib.parse import urlsplit

    from bridge.render.guide.site import JPEG, PNG

    found: dict[str, bytes] = {}
    for partner in declared.partners if folder is not None else ():
        if folder is None or partner.logo is None:
            continue
        name = PurePosixPath(urlsplit(partner.logo.url).path).name
        path = folder / name
        try:
            content = path.read_bytes()
        except OSError:
            note(f"{path} cannot be read: {partner.name} stands without its logo")
            continue
        if not content.startswith((PNG, JPEG)):
            raise UserProblem(f"{path} is no PNG or JPEG", hint="Save the logo as one of these.")
        found[partner.name] = content
    return found


def _check_place(out: Path) -> None:
    """Refuse a folder that holds something else, before any work is done."""
    try:
        if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())):
            raise UserProblem(
                f"{out} holds something that is no guide", hint="Name a new folder, or an empty one."
            )
    except OSError as error:
        raise UserProblem(f"cannot look into {out}: {error.strerror}", hint="Name another folder.") from None


def _write(out: Path, files: dict[str, bytes]) -> tuple[int, int]:
    """Write all files, and take away those of an earlier build; how many files and bytes there are."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        before = out / MARK
        stale = set(before.read_text(encoding="utf-8").splitlines()) if before.is_file() else set()
        # First what is there now: if this is cut off, the next build still knows what it may take away.
        before.write_text("".join(f"{name}\n" for name in sorted(stale | files.keys())), encoding="utf-8")
        for folder in sorted({name.rpartition("/")[0] for name in files}):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
        for name in sorted(stale - files.keys()):
            path = (out / name).resolve()
            if path.is_relative_to(out.resolve()):
                path.unlink(missing_ok=True)
        before.write_text("".join(f"{name}\n" for name in sorted(files)), encoding="utf-8")
    except OSError as error:
        raise UserProblem(
            f"cannot write the guide to {out}: {error.strerror}", hint="Name another folder."
        ) from None
    return len(files), sum(map(len, files.values()))
