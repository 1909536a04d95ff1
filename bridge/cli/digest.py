"""`digest post` and `digest preview`: the weekly summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import held, opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption
from bridge.cli.output import Format, emit, note, progress_line
from bridge.domain.errors import ExitCode, UserProblem

if TYPE_CHECKING:
    from bridge.domain.digest import Week

app = typer.Typer(help="The weekly digest.", no_args_is_help=True)

WeekOption = Annotated[
    str | None, typer.Option("--week", help="ISO week such as 2015-W06; the last full week by default.")
]


@app.command()
def preview(
    campaign: CampaignOption = None, week: WeekOption = None, output: FormatOption = Format.TEXT
) -> None:
    """Render a digest without writing anything."""
    from bridge.pipeline.announce import digest_document, last_full_week

    declared = read_campaign(campaign)
    with opened() as bridge:
        now = bridge.clock.now()
        chosen = _week(week) or last_full_week(declared, now)
        document = digest_document(
            bridge.store, bridge.documents, declared, chosen, now, bridge.forum.topic_url
        )
    if document is None:
        note(f"nothing happened in {chosen}: no digest")
        emit({"week": str(chosen), "title": None, "body": None}, output, lambda: "")
        return
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
    from bridge.cli.describe import applied_json
    from bridge.pipeline.announce import digest_document, last_full_week
    from bridge.pipeline.publish import apply_only

    declared = read_campaign(campaign)
    with opened() as bridge, held(bridge, declared) as lease:
        now = bridge.clock.now()
        chosen = _week(week) or last_full_week(declared, now)
        document = digest_document(
            bridge.store, bridge.documents, declared, chosen, now, bridge.forum.topic_url
        )
        if document is None:
            note(f"nothing happened in {chosen}: no digest")
            emit({"week": str(chosen), "posted": False, "topic": None}, output, lambda: "")
            return
        with bridge.store.begin() as unit:
            posted_before = unit.links.get(document.key)
        if posted_before is not None:
            url = bridge.forum.topic_url(posted_before.topic_id) if posted_before.topic_id else None
            emit(
                {"week": str(chosen), "posted": False, "topic": url},
                output,
                lambda: f"the digest of {chosen} was posted before: {url or 'it was removed in the forum'}",
            )
            return
        made, applied = apply_only(bridge.desk, declared, lease, [document], progress=progress_line)
        with bridge.store.begin() as unit:
            link = unit.links.get(document.key)
        url = bridge.forum.topic_url(link.topic_id) if link and link.topic_id else None
    emit(
        {"week": str(chosen), "posted": bool(applied.created), "topic": url, **applied_json(made, applied)},
        output,
        lambda: f"posted the digest of {chosen}: {url}",
    )
    if applied.failed:
        raise typer.Exit(ExitCode.FAILED)


def _week(text: str | None) -> Week | None:
    from bridge.domain.digest import Week

    if text is None:
        return None
    try:
        return Week.parse(text)
    except ValueError:
        raise UserProblem(f"{text!r} is not an ISO week", hint="Weeks look like 2015-W06.") from None
