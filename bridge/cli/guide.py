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
    from bridge.domain.campaign import Campaign

app = typer.Typer(help="The guide with which a campaign ends.", no_args_is_help=True)

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
    from bridge.render.guide.folder import check_place, write_guide
    from bridge.render.guide.site import build_site
    from bridge.settings import load_settings
    from bridge.worker.guide import lessons_in, site_of

    check_place(out)
    settings = load_settings()
    file = campaign or settings.campaign
    declared = read_campaign(campaign)
    # A campaign of the forum names no files of this machine.
    folder = file.parent if file is not None and file.exists() else None
    told = lessons_in(declared, folder, lessons)
    pictures = _logos(declared, logos)
    forum = settings.forum_url.rstrip("/") if settings.forum_url else None
    if forum is None:
        note("IDEABRIDGE_FORUM_URL is not set: the guide links to no topics")
    with opened(forum=False) as bridge:
        site = site_of(bridge, declared, (lambda topic: f"{forum}/t/{topic}") if forum else None)
    site = replace(site, lessons=told, logos=pictures)
    files, size = write_guide(out, dict(build_site(site, settings.templates)))
    ranking = site.guide.ranking
    emit(
        {
            "out": str(out),
            "files": files,
            "bytes": size,
            "ideas": len(site.guide.ideas),
            "solutions": len(site.guide.solutions),
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
    from bridge.worker.guide import guide_of

    declared = read_campaign(campaign)
    if not agree("publish the guide's topic in the forum?", yes=yes, first="Be sure of it"):
        note("nothing was changed")
        return
    if declared.guide.link is None:
        note("the campaign file names no `guide: link:`, so the topic does not say where the site is")
    with opened() as bridge, held(bridge, declared) as lease:
        gathered = guide_of(bridge, declared)
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
