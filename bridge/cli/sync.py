"""`sync` and `pull`: the runs that an operator puts on a timer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from bridge.cli.context import agree, held, opened, read_campaign, stoppable
from bridge.cli.options import CampaignOption, ForceOption, FormatOption, YesOption
from bridge.cli.output import Format, count, duration, emit, note, progress_line
from bridge.cli.progress import Watched
from bridge.domain.errors import ExitCode

if TYPE_CHECKING:
    from bridge.domain.identity import Key
    from bridge.pipeline.correspond import Corresponded
    from bridge.pipeline.heed import Obeyed
    from bridge.pipeline.review import Reviewed
    from bridge.sync.apply import Applied
    from bridge.sync.pull import Pulled


def sync(
    campaign: CampaignOption = None,
    yes: YesOption = False,
    force: ForceOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Do everything that is due: pull, rank, digest, publish."""
    from bridge.cli.describe import applied_json, applied_text, plan_text
    from bridge.pipeline.synchronise import synchronise
    from bridge.sync.plan import Plan

    declared = read_campaign(campaign)
    with opened() as bridge, held(bridge, declared) as lease:
        progress = Watched(bridge.forum)

        def confirm(made: Plan) -> bool:
            progress.begins(made)
            note(plan_text(made, bridge.forum.seconds_for(made.requests), advise=False))
            return not made.operations or agree("Apply this?", yes=yes)

        with stoppable() as stop:
            done = synchronise(
                bridge.desk,
                bridge.pseudonyms,
                declared,
                lease,
                doors=bridge.doors,
                force=force,
                progress=progress,
                confirm=confirm,
                stop=stop,
            )
        requests, endpoints = bridge.forum.requests, bridge.forum.requests_by_endpoint
        now = bridge.clock.now()
    if done.applied is None:
        note("nothing was published")
        raise typer.Exit(ExitCode.FAILED)
    applied = done.applied
    data = {
        **applied_json(done.plan, applied),
        "settled": done.settled,
        "pulled": asdict(done.pulled) if done.pulled else None,
        "ranked": len(done.ranking.ideas) if done.ranking else 0,
        "digest": done.digest,
        "review": _reviewed_json(done.reviewed),
        "messages": asdict(done.corresponded) if done.corresponded else None,
        "moderators": asdict(done.obeyed),
        "requests": requests,
        "requests_by_endpoint": endpoints,
    }

    def text() -> str:
        lines = [applied_text(applied)]
        if done.pulled is not None:
            lines.append(_pulled_text(done.pulled, now))
        if done.ranking is not None:
            lines.append(f"{count(len(done.ranking.ideas), 'idea')} ranked")
        if done.digest is not None:
            lines.append(f"digest of {done.digest} posted")
        lines += _obeyed_text(done.obeyed)
        if done.reviewed is not None and not done.reviewed.problem:
            lines.append(_reviewed_text(done.reviewed))
        if done.corresponded is not None:
            lines += _corresponded_text(done.corresponded)
        lines.append(_endpoints_text(endpoints))
        return "\n".join(lines)

    emit(data, output, text)
    if done.reviewed is not None and done.reviewed.problem:
        note(f"review in the forum: {done.reviewed.problem}")
    if done.corresponded is not None and done.corresponded.problem:
        note(f"private messages: {done.corresponded.problem}")
    if done.plan.conflicts or applied.conflicts:
        raise typer.Exit(ExitCode.NEEDS_PERSON)
    if applied.failed:
        raise typer.Exit(ExitCode.FAILED)


def pull(
    campaign: CampaignOption = None, force: ForceOption = False, output: FormatOption = Format.TEXT
) -> None:
    """Fetch votes, likes, replies and reader counts from the forum."""
    from bridge.domain.errors import UserProblem
    from bridge.pipeline.collect import collect_and_heed

    declared = read_campaign(campaign)
    with opened() as bridge, held(bridge, declared):
        _, pulled, obeyed = collect_and_heed(
            bridge.desk, bridge.pseudonyms, bridge.redactor, declared, force=force, progress=progress_line
        )
        endpoints, now = bridge.forum.requests_by_endpoint, bridge.clock.now()
    if pulled is None:
        raise UserProblem(
            f"{declared.slug} is not published yet, so there is nothing to fetch",
            hint="Run `ideabridge apply` first.",
        )
    emit(
        {**asdict(pulled), "moderators": asdict(obeyed), "requests_by_endpoint": endpoints},
        output,
        lambda: "\n".join([_pulled_text(pulled, now), *_obeyed_text(obeyed), _endpoints_text(endpoints)]),
    )


def _obeyed_text(obeyed: Obeyed) -> list[str]:
    lines = []
    if obeyed.tags or obeyed.replies:
        lines.append(
            f"moderators under ideas: {count(obeyed.tags, 'status', 'statuses')} set by tag, "
            f"{count(obeyed.replies, 'reply', 'replies')} carried out"
        )
    if obeyed.refused:
        replies = count(obeyed.refused, "reply", "replies")
        lines.append(f"{replies} of moderators not carried out; a notice below says why")
    lines += [f"idea {idea} has tags of several statuses: leave one" for idea in obeyed.unclear]
    return lines


def _reviewed_json(reviewed: Reviewed | None) -> dict[str, object] | None:
    if reviewed is None:
        return None
    applied = reviewed.applied
    return {
        "answered": reviewed.answered,
        "opened": len(_opened(applied)),
        "failed": [[str(key), reason] for key, reason in applied.failed] if applied else [],
        "problem": reviewed.problem or None,
    }


def _reviewed_text(reviewed: Reviewed) -> str:
    opened, applied = len(_opened(reviewed.applied)), reviewed.applied
    replies = count(reviewed.answered, "reply", "replies")
    lines = [f"review in the forum: {replies} answered, {count(opened, 'topic')} opened"]
    if applied is not None:
        lines += [f"failed  {key}: {reason}" for key, reason in applied.failed]
    return "\n".join(lines)


def _opened(applied: Applied | None) -> list[Key]:
    from bridge.domain.identity import Kind

    return [] if applied is None else [key for key in applied.created if key.kind is Kind.REVIEW]


def _corresponded_text(done: Corresponded) -> list[str]:
    lines = []
    if done.taken or done.answered:
        lines.append(
            f"private messages: {count(done.taken, 'idea')} taken in, {done.answered} answered otherwise"
        )
    if done.gone:
        lines.append(f"{count(done.gone, 'message')} deleted for good")
    if done.trashed:
        lines.append(
            f"{count(done.trashed, 'message')} moved to the forum's trash, where admins still see who wrote; "
            "for good they go with can_permanently_delete on and a provision key of an admin"
        )
    if done.kept:
        lines.append("answered messages could not be deleted: make the bridge's account a moderator")
    return lines


def _endpoints_text(endpoints: dict[str, int]) -> str:
    named = ", ".join(f"{number} x {endpoint}" for endpoint, number in sorted(endpoints.items()))
    return f"requests: {named or 'none'}"


def _pulled_text(pulled: Pulled, now: datetime) -> str:
    votes, replies = count(pulled.votes_changed, "vote"), count(pulled.replies_changed, "reply", "replies")
    changed = f"{votes} and {replies} changed"
    lines = [f"pulled by {pulled.strategy} with {count(pulled.requests, 'request')}: {changed}"]
    if pulled.counts_changed:
        lines.append(f"{count(pulled.counts_changed, 'poll count')} changed")
    if pulled.counts_only:
        lines.append(
            f"of {count(pulled.counts_only, 'idea')} the forum tells poll counts only; "
            "`ideabridge forum provision` lets votes be counted by person"
        )
    if pulled.oldest_count is not None:
        age = max((now - pulled.oldest_count).total_seconds(), 0.0)
        lines.append(f"oldest count: {duration(age)}")
    if not pulled.complete:
        lines.append("not every post was looked at this time; the next pulls go on")
    return "\n".join(lines)
