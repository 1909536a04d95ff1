"""`digest post` and `digest preview`: the weekly summary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import held, opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, emit, note, progress_line
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from bridge.domain.digest import Week
    from bridge.domain.document import Document

app = typer.Typer(help="The weekly digest.", no_args_is_help=True)

WeekOption = Annotated[
    str | None, typer.Option("--week", help="ISO week such as 2015-W06; the last full week by default.")
]


@app.command()
def preview(
    campaign: CampaignOption = None,
    week: WeekOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the page that a reader would see to this file.")
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Render a digest, as Markdown and as a page; nothing is written in the forum."""
    from bridge.pipeline.announce import Studio, digest_document, last_full_week

    declared = read_campaign(campaign)
    with opened() as bridge:
        now = bridge.clock.now()
        chosen = _week(week) or last_full_week(declared, now)
        document = digest_document(
            bridge.store,
            bridge.documents,
            declared,
            chosen,
            now,
            bridge.forum.topic_url,
            Studio(bridge.charts, bridge.forum.uploads, anew=True),
        )
    if document is None:
        note(f"nothing happened in {chosen}: no digest")
        emit({"week": str(chosen), "title": None, "body": None}, output, lambda: "")
        return
    if html is not None:
        _write_page(document, html)
    emit(
        {"week": str(chosen), "title": document.title, "body": document.body},
        output,
        lambda: f"# {document.title}\n\n{document.body}",
    )


@app.command()
def post(
    campaign: CampaignOption = None, week: WeekOption = None, output: FormatOption = Format.TEXT
) -> None:
    """Post the digest of a week once; silent when nothing happened."""
    from bridge.pipeline import announce

    declared = read_campaign(campaign)
    with opened() as bridge, held(bridge, declared) as lease:
        now = bridge.clock.now()
        chosen = _week(week) or announce.last_full_week(declared, now)
        if not announce.over(declared, chosen, now):
            note(f"{chosen} is not over: what comes after this moment will not be in its digest")
        posting = announce.post(bridge.desk, declared, lease, chosen, progress=progress_line)
        url = bridge.forum.topic_url(posting.topic) if posting and posting.topic else None
    if posting is None:
        note(f"nothing happened in {chosen}: no digest")
    elif posting.failed is not None:
        note(f"the forum refused the digest of {chosen}: {posting.failed}")
    elif posting.conflict:
        note(f"the digest of {chosen} was changed in the forum, and more is known of its week: see `resolve`")
    fresh = posting is not None and posting.now
    corrected = posting is not None and posting.corrected

    def text() -> str:
        if posting is None or posting.failed is not None:
            return ""
        if fresh:
            return f"posted the digest of {chosen}: {url}"
        if corrected:
            return f"corrected the digest of {chosen}: {url}"
        return f"the digest of {chosen} was posted before: {url or 'it was removed in the forum'}"

    emit({"week": str(chosen), "posted": fresh, "corrected": corrected, "topic": url}, output, text)
    if posting is not None and posting.failed is not None:
        raise typer.Exit(ExitCode.FAILED)
    if posting is not None and posting.conflict:
        raise typer.Exit(ExitCode.NEEDS_PERSON)


def _write_page(document: Document, path: Path) -> None:
    """The page by the engine of the embedded forum, with its pictures inside; opens without a network."""
    from bridge.domain.language import spoken
    from bridge.sandbox.pages.alone import page_alone

    page = page_alone(
        document.title,
        document.body,
        {picture.address: picture.data for picture in document.attachments},
        spoken().code,
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UserProblem(
            f"cannot write {path}: {error.strerror}", hint="Name a file that can be written."
        ) from None
    note(f"{path}: the page as a reader sees it")


def _week(text: str | None) -> Week | None:
    from bridge.domain.digest import Week

    if text is None:
        return None
    try:
        return Week.parse(text)
    except ValueError:
        raise UserProblem(f"{text!r} is not an ISO week", hint="Weeks look like 2015-W06.") from None
