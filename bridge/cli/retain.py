"""`retain`: destroy what is past its date, with a signed record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import agree, opened, read_campaign
from bridge.cli.options import CampaignOption, FormatOption, YesOption
from bridge.cli.output import Format, count, emit, note

if TYPE_CHECKING:
    from bridge.domain.destruction import Destruction
    from bridge.wiring import Bridge


def retain(
    campaign: CampaignOption = None,
    yes: YesOption = False,
    records: Annotated[
        bool, typer.Option("--records", help="List what was destroyed, and check the signatures.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Destroy what is past its date, keys included, and keep a signed record of it.

    Nothing brings it back. How long things are kept stands in the campaign file under `retention`.
    """
    from bridge.pipeline.retain import overdue
    from bridge.pipeline.retain import retain as destroy

    declared = read_campaign(campaign)
    slug = declared.slug
    with opened(forum=False) as bridge:
        now = bridge.clock.now()
        if records:
            with bridge.store.begin() as unit:
                known = list(unit.destructions.all(slug))
            rows = [_row(bridge, record) for record in known]
            emit(
                {"public_key": bridge.pseudonyms.public_key(slug), "records": rows},
                output,
                lambda: "\n".join(map(_told, rows)) or "nothing was destroyed yet",
            )
            return
        due = overdue(bridge.store, bridge.pseudonyms, declared, now)
        if not due:
            emit({"records": []}, output, lambda: "nothing is past its date")
            return
        for item in due:
            rows_told = f", {count(item.rows, 'row')}" if item.rows else ""
            note(f"past its date since {item.due}: {item.matter}{rows_told}")
        if not agree("Destroy all of it for good?", yes=yes, first="Read what is past its date above"):
            return
        made = [_row(bridge, record) for record in destroy(bridge.store, bridge.pseudonyms, declared, now)]
    emit({"records": made}, output, lambda: "\n".join(map(_told, made)))


def _row(bridge: Bridge, record: Destruction) -> dict[str, object]:
    genuine = bridge.pseudonyms.signed(record.campaign, record.record.encode(), record.signature)
    return {**json.loads(record.record), "signature": record.signature, "genuine": genuine}


def _told(row: dict[str, object]) -> str:
    genuine = "signature fits" if row["genuine"] else "SIGNATURE DOES NOT FIT: this record was changed"
    return f"{row['done']}  {row['destroyed']}, {row['rows']} rows, due {row['due']}; {genuine}"
