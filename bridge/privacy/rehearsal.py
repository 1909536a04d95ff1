"""A whole campaign in a minute: every door, moderators in the forum, votes, receipts, digest, all exports."""

from __future__ import annotations

import base64
import csv
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bridge.domain.idea import IdeaStatus
from bridge.privacy.commands import Commands, Failed
from bridge.privacy.listener import Listener
from bridge.privacy.needles import Needle, needle_of_key, needles_of
from bridge.privacy.people import Author, Door, authors
from bridge.privacy.places import Evidence
from bridge.privacy.search import Appeared
from bridge.privacy.town import Town
from bridge.privacy.visitors import Visitor
from bridge.sandbox import Keys, Limits, Sandbox

SLUG = "marked-ideas"
LEAST = 3
_BATCH = 10
_SOONEST = 3.2
"""A form is not believed before so many seconds; a person could not have written anything by then."""

_PAUSE = 0.2
_GUIDE = "guide"
"""The folder of the guide, among whose files the search goes on."""

_METRICS_KEY = "key-for-the-figures-of-the-rehearsal"


class Rehearsal:
    """The run itself, in a folder: what the bridge keeps, temporary files, and the operator's own files."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._data, self._temporary, self._office = (folder / name for name in ("data", "tmp", "office"))
        self._backups = folder / "backups"
        for path in (self._data, self._temporary, self._office, self._backups):
            path.mkdir(parents=True)
        self.authors = authors()
        self._shuffle = random.Random(20150112)  # noqa: S311 - who acts when, in a rehearsal
        self._answers: dict[str, str] = {}
        self._exports: dict[str, str] = {}

    @contextmanager
    def played(self) -> Iterator[Evidence]:
        """Play it, and give what is left behind while the forum still stands."""
        with Listener() as listener, Sandbox(limits=Limits.relaxed()) as sandbox:
            keys = sandbox.seed()
            self._sandbox, self._keys = sandbox, keys
            self._commands = Commands(self._office, self._environment(sandbox, keys))
            self._town = Town(sandbox, keys, self.authors)
            self._declare()
            self._run_all(listener)
            yield Evidence(
                data=self._data,
                temporary=self._temporary,
                backups=self._backups,
                keys=frozenset(_key_files(self._data)),
                said=self._commands.said,
                exports=self._exports,
                answers=self._answers,
                hooks=listener.heard,
                site=sandbox.site,
            )

    def needles(self) -> list[Needle]:
        """Every mark of every author, and every key."""
        found = [needle for author in self.authors for needle in needles_of(author)]
        for kind, key in (
            ("API key of the bridge", self._keys.bridge),
            ("API key with admin rights", self._keys.admin),
            ("key for figures", _METRICS_KEY),
        ):
            found.append(needle_of_key(kind, key))
        for path in _key_files(self._data):
            found += [needle_of_key(f"key in {path.name}", key) for key in _keys_in(path)]
        return found

    def appeared(self) -> list[Appeared]:
        """The published ideas, known by their words."""
        site = self._sandbox.site
        batches = {
            row["idea"]: row["batch"]
            for row in json.loads(self._exports["ideas list"])["ideas"]
            if row["batch"] is not None
        }
        with site.lock:
            rows = [
                dict(row)
                for row in site.all(
                    "SELECT topics.id, topics.external_id, topics.created_at, posts.created_at AS posted, "
                    "posts.raw FROM topics JOIN posts ON posts.topic_id = topics.id AND post_number = 1 "
                    "WHERE topics.external_id LIKE 'ib-idea-%'"
                )
            ]
        by_topic = {author.topic: author for author in self.authors if author.topic}
        return [
            Appeared(
                by_topic[row["id"]].sent[0],
                row["id"],
                batches[row["external_id"].split("-")[2]],
                (row["created_at"], row["posted"]),
            )
            for row in rows
            if row["id"] in by_topic
        ]

    def _environment(self, sandbox: Sandbox, keys: Keys) -> dict[str, str]:
        return {
            "IDEABRIDGE_FORUM_URL": sandbox.base_url,
            "IDEABRIDGE_API_KEY": keys.bridge,
            "IDEABRIDGE_API_USERNAME": keys.bridge_username,
            "IDEABRIDGE_PROVISION_KEY": keys.admin,
            "IDEABRIDGE_PROVISION_USERNAME": keys.admin_username,
            "IDEABRIDGE_DATABASE_URL": f"sqlite:///{self._data}/ideabridge.sqlite3",
            "IDEABRIDGE_CAMPAIGN": str(self._office / "campaign.yaml"),
            "IDEABRIDGE_REQUESTS_PER_MINUTE": "6000",
            "IDEABRIDGE_WEB_PROXIES": "127.0.0.1",
            "IDEABRIDGE_METRICS_KEY": _METRICS_KEY,
            "TMPDIR": str(self._temporary),
        }

    def _declare(self) -> None:
        today = datetime.now(UTC).date()
        text = _CAMPAIGN.format(
            slug=SLUG,
            starts=today - timedelta(days=2),
            ends=today + timedelta(days=40),
            batch=_BATCH,
            least=LEAST,
        )
        (self._office / "campaign.yaml").write_text(text, encoding="utf-8")

    def _run_all(self, listener: Listener) -> None:
        run = self._commands.run
        self._tell("publishing the campaign")
        run("forum", "provision")
        run("apply", "--yes")
        self._town.hook(listener.url, SLUG)
        web, line = self._commands.start("web", "--port", "0", says="http://")
        site = next(word for word in line.split() if word.startswith("http://"))
        # The form does not ask for it; the forum is told where to send what happens in it.
        self._commands.environment["IDEABRIDGE_WEB_URL"] = site
        try:
            run("forum", "hook")
            half = len(self.authors) // 2
            for number, group in enumerate((self.authors[:half], self.authors[half:]), 1):
                self._tell(f"round {number}: {half} ideas through every door")
                self._hand_in(site, group)
                self._tell(f"round {number}: moderators decide in the forum")
                self._moderate()
                self._town.take_part(number)
            self._come_back(site)
            own = ("/", f"/c/{SLUG}", f"/c/{SLUG}/how", "/receipt", "/api/campaigns", "/api/openapi.json")
            self._look_around(site, own)
            self._exports["metrics"] = self._ask(
                site, "/metrics", {"Authorization": f"Bearer {_METRICS_KEY}"}
            )
            run("forum", "hook", "--remove")
        finally:
            self._commands.end(web, "web")
            del self._commands.environment["IDEABRIDGE_WEB_URL"]
        self._tell("votes, digest, rankings, exports")
        run("sync", "--yes")
        run("digest", "post", "--week", _this_week())
        for words in (
            ("ideas", "list"),
            ("ideas", "review"),
            ("ideas", "merge"),
            ("rank",),
            ("status",),
            ("integrity",),
            ("plan",),
            ("retain", "--records"),
            ("db", "check"),
            ("doctor",),
            ("digest", "preview", "--week", _this_week()),
        ):
            self._exports[" ".join(words[:2])] = run(*words, "--format", "json")
        self._try_out()
        run("guide", "publish", "--yes")
        run("guide", "build", "--out", _GUIDE)
        for path in sorted((self._office / _GUIDE).rglob("*")):
            if path.is_file():
                name = path.relative_to(self._office).as_posix()
                self._exports[name] = path.read_text(encoding="utf-8", errors="replace")
        run("sync", "--yes")
        run("db", "backup", str(self._backups / "backup.sqlite3"))
        self._look_around(self._sandbox.base_url, self._town.public_pages())

    def _try_out(self) -> None:
        """An idea was tried somewhere: told at the command line, shown everywhere."""
        ideas = json.loads(self._exports["ideas list"])["ideas"]
        # Ids are random, so the one that its author took back may be the first.
        shown = next(
            row["idea"] for row in ideas if row["batch"] is not None and row["status"] != IdeaStatus.WITHDRAWN
        )
        place = ("--place", "Another ward", "--result", "worked", "--words", "It took a week.")
        self._commands.run("ideas", "tried", shown, *place)

    def _hand_in(self, site: str, group: Sequence[Author]) -> None:
        visitors = {author.number: Visitor(site, SLUG, author, self._answers) for author in group}
        for author in group:
            if author.door is Door.FORM:
                visitors[author.number].open_form()
            elif author.door is Door.API:
                visitors[author.number].open_interface()
        time.sleep(_SOONEST)
        self._import([author for author in group if author.door is Door.FILE])
        rest = [author for author in group if author.door is not Door.FILE]
        self._shuffle.shuffle(rest)
        for author in rest:
            if author.door is Door.FORM:
                visitors[author.number].send_form()
            elif author.door is Door.API:
                visitors[author.number].send_program()
            else:
                self._town.write_message(author)
            time.sleep(_PAUSE)
        # So that none is sent in a second in which a command writes its log.
        time.sleep(2.0)

    def _import(self, group: Sequence[Author]) -> None:
        """A file as an operator gets it, with everything in it that should not be."""
        path = self._office / "ideas.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "question", "submitted_at", "name", "email", "ip address"])
            for author in group:
                moment = datetime.now(UTC) - timedelta(hours=20, seconds=author.number * 613)
                author.sent.append(moment.replace(microsecond=0))
                writer.writerow(
                    [
                        author.text,
                        "q1",
                        author.sent[0].isoformat(),
                        author.surname,
                        author.email,
                        author.address,
                    ]
                )
        self._commands.run("ideas", "import", str(path))
        path.unlink()

    def _moderate(self) -> None:
        """Two moderators accept everything that waits, by replies in the forum."""
        for moderator in range(2):
            self._commands.run("sync", "--yes")
            self._town.accept_all(moderator)
        self._commands.run("sync", "--yes")
        left = json.loads(self._commands.run("ideas", "review", "--format", "json"))["waiting"]
        if left:
            raise Failed(f"{len(left)} ideas still wait after two moderators accepted everything")

    def _come_back(self, site: str) -> None:
        """Holders of receipts look up what became of their ideas; one takes hers back."""
        self._tell("authors come back with their receipts")
        holders = [author for author in self.authors if author.door in (Door.FORM, Door.API)]
        for author in holders:
            case = Visitor(site, SLUG, author, self._answers).look_up()
            if case["state"] != "published":
                raise Failed(f"an idea from the {author.door} is {case['state']}, not published")
        self._town.find_topics()
        Visitor(site, SLUG, holders[0], self._answers).withdraw()

    def _look_around(self, base: str, paths: Iterable[str]) -> None:
        """What anybody gets who asks for these, whatever the answer."""
        for path in paths:
            self._answers[f"GET {path}"] = self._ask(base, path, {})

    @staticmethod
    def _ask(base: str, path: str, headers: Mapping[str, str]) -> str:
        connection = HTTPConnection(urlsplit(base).netloc, timeout=30)
        try:
            connection.request("GET", path, headers=dict(headers))
            return connection.getresponse().read().decode()
        finally:
            connection.close()


def _this_week() -> str:
    year, week, _ = datetime.now(UTC).isocalendar()
    return f"{year}-W{week:02}"


def _key_files(folder: Path) -> list[Path]:
    """The key ring of the campaigns and the key of the doors."""
    return sorted([*folder.rglob("*.keys.json"), *folder.rglob("*.key")])


def _keys_in(path: Path) -> Iterator[bytes]:
    """Every key in a key file."""
    if path.suffix == ".key":
        yield bytes.fromhex(path.read_text(encoding="utf-8"))
        return

    def walk(found: object) -> Iterator[str]:
        if isinstance(found, dict):
            for value in found.values():
                yield from walk(value)
        elif isinstance(found, str):
            yield found

    for text in walk(json.loads(path.read_text(encoding="utf-8"))):
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError:
            continue
        if len(key) >= 16:
            yield key


_CAMPAIGN = """\
slug: {slug}
title: Marked ideas
summary: A rehearsal with people who do not exist.
purpose: To find out whether anything leads from an idea to whoever sent it.
timezone: UTC
starts: {starts}
ends: {ends}
phases:
  - id: all
    title: Everything at once
    from: {starts}
    to: {ends}
    rights: [idea, vote, reply]
questions:
  - id: q1
    title: What would make this ward a better place?
    text: Think of one thing.
    tag: marked-place
    framing:
      problem: Small things are nobody's job.
      affected: Everybody here.
      good_answer: Something that one ward can try.
      owner: Nobody, this is a rehearsal
anonymity:
  batch_size: {batch}
  least: {least}
intake:
  message_group: ideas
  per_day: 100
digest:
  enabled: true
"""
