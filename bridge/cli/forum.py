"""`forum`: preparing a forum for the bridge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import opened
from bridge.cli.options import FormatOption
from bridge.cli.output import Format, emit
from bridge.domain.errors import UserProblem

app = typer.Typer(help="Prepare and look at the forum.", no_args_is_help=True)


@app.command()
def provision(
    key_file: Annotated[
        Path | None,
        typer.Option(help="Also make a key that may run this query and nothing else, and write it here."),
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Install the query that lets the bridge read everything in one request (needs an admin's key)."""
    if key_file is not None and key_file.exists():
        raise UserProblem(
            f"{key_file} is there already", hint="Name a file that does not exist; nothing was done."
        )
    with opened() as bridge:
        query = bridge.forum.provision_query()
        if key_file is not None:
            _keep(key_file, bridge.forum.limited_key(query), query)
        with bridge.store.begin() as unit:
            unit.ledger.forget_forum()
    lines = [f"the pull query is installed as Data Explorer query {query}; pulls use it from now on"]
    if key_file is not None:
        lines.append(f"{key_file} holds a key for it alone")
        lines.append("next: put its two lines into the bridge's environment")
    emit({"query": query, "key_file": str(key_file) if key_file else None}, output, lambda: "\n".join(lines))


def _keep(path: Path, key: str, query: int) -> None:
    """Write settings with a secret in them for the owner's eyes only."""
    from bridge.settings import PREFIX

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise UserProblem(
            f"{path} cannot be written: {fault.strerror}; the new key is lost",
            hint="Remove it in the forum (admin, API), and name a file in a folder that is there.",
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{PREFIX}QUERY={query}\n{PREFIX}QUERY_KEY={key}\n")


@app.command()
def facts(output: FormatOption = Format.TEXT) -> None:
    """Show what the forum says of itself and of the bridge's account."""
    from dataclasses import asdict

    with opened() as bridge:
        found = asdict(bridge.forum.facts())
    emit(found, output, lambda: "\n".join(f"{name:<12} {value}" for name, value in found.items()))


@app.command()
def rights(output: FormatOption = Format.TEXT) -> None:
    """Try every right that the bridge needs, changing nothing, and say how to grant what is missing."""
    from bridge.domain.errors import ExitCode

    with opened() as bridge:
        findings = list(bridge.forum.rights())
    words = {True: "yes", False: "no", None: "?"}
    rows = [
        {
            "right": finding.right.name,
            "key": finding.right.whose.value,
            "scope": finding.right.scope,
            "account": finding.right.role.value,
            "needed": finding.right.needed,
            "why": finding.right.why,
            "granted": finding.granted,
            "advice": finding.advice,
        }
        for finding in findings
    ]
    missing = [finding for finding in findings if not finding.granted and finding.right.needed]

    def text() -> str:
        lines = []
        for finding in findings:
            right = finding.right
            told = words[finding.granted] if right.needed or finding.granted else "no, can do without"
            lines.append(f"{right.whose.value:<9}  {right.name:<33}  {told}")
            if finding.advice:
                lines.append(f"{'':<11}{right.why}; try: {finding.advice}")
        lines.append("nothing is missing" if not missing else f"{len(missing)} missing")
        return "\n".join(lines)

    emit({"rights": rows, "missing": len(missing)}, output, text)
    if missing:
        raise typer.Exit(ExitCode.RIGHTS)


@app.command()
def hook(
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Make a new secret, also where there is one.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the web hook out of the forum.")] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Have the forum tell when something changes, so that the bridge looks sooner (needs an admin's key)."""
    from bridge.forum.hooks import WebHooks
    from bridge.forum.hooksecret import make_secret, read_secret
    from bridge.settings import load_settings
    from bridge.wiring import forum_settings

    settings = load_settings()
    url, path = settings.hook_url(), settings.hook_secret_path()
    with opened(forum=False) as bridge:
        hooks = WebHooks(forum_settings(settings), bridge.clock)
        try:
            if remove:
                count = hooks.remove(url)
                path.unlink(missing_ok=True)
                told = f"taken away: {count}" if count else "the forum has no such web hook"
                emit({"url": url, "removed": count}, output, lambda: told)
                return
            with bridge.store.begin() as unit:
                categories = unit.links.categories()
            if not categories:
                raise UserProblem(
                    "no campaign has a category in the forum yet, and the web hook listens to those alone",
                    hint="Publish first (`ideabridge apply`), then run this again.",
                )
            secret = None if new_secret else read_secret(path)
            number, written = hooks.put(url, secret or make_secret(path), categories)
        finally:
            hooks.close()
    told = f"web hook {number} sends to {url}" + ("" if written else "; nothing had to be changed")
    rows = {"url": url, "hook": number, "written": written, "categories": sorted(categories)}
    emit(rows, output, lambda: f"{told}\nnext: `ideabridge doctor` tries it")
