"""The site as files: complete, the same each time, safe to open, and honest about its figures."""

from __future__ import annotations

import csv
import io
import json
import os
import posixpath
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest

from bridge.domain.disclosure import STAFF
from bridge.domain.errors import UserProblem
from bridge.domain.language import ENGLISH
from bridge.pipeline.rank import explain
from bridge.render.documents import TemplateDocuments
from bridge.render.guide.pages import GuidePages
from bridge.render.guide.search import search_files, small_words, words_of
from bridge.render.guide.site import build_site
from bridge.render.guide.views import view
from bridge.render.inert import WORD_JOINER
from tests.guide.conftest import HOSTILE, LESSONS, Stage, site_of
from tests.reading import READING_AGE_12, from_html, grade

SNAPSHOT = Path(__file__).parent / "snapshots" / "idea.html"
TOPIC = SNAPSHOT.with_name("topic.md")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "path"}


class Reader(HTMLParser):
    """What a page asks for by itself, where its links lead, and whether its elements are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.feed(page)
        self.faults += [f"{name} is not closed" for name in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag in ("script", "img", "source", "iframe"):
            self.loads.append(values.get("src") or "")
        elif tag == "link":
            self.loads.append(values.get("href") or "")
        elif tag == "a":
            self.links.append(values.get("href") or "")
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"{tag} has style or script in it")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def pages(files: dict[str, bytes]) -> dict[str, str]:
    return {name: content.decode() for name, content in files.items() if name.endswith(".html")}


def place(page: str, address: str) -> str:
    """The file to which an address on a page leads."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def test_every_page_is_well_formed_and_every_id_is_there_once(files: dict[str, bytes]) -> None:
    for name, page in pages(files).items():
        found = Reader(page)
        assert found.faults == [], name
        assert len(set(found.ids)) == len(found.ids), name


def test_no_page_loads_anything_that_is_not_in_the_folder(files: dict[str, bytes]) -> None:
    for name, page in pages(files).items():
        for address in Reader(page).loads:
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) in files, (
                name,
                address,
            )
    for name in ("static/guide.css", "static/guide.js", "static/icon.svg"):
        assert not re.search(rb"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", files[name]), name


def test_every_link_leads_somewhere(files: dict[str, bytes]) -> None:
    elsewhere = set()
    for name, page in pages(files).items():
        for address in Reader(page).links:
            parts = urlsplit(address)
            if parts.scheme:
                elsewhere.add(parts.hostname)
            elif parts.path:
                assert place(name, parts.path) in files, (name, address)
            else:
                assert parts.fragment in {*Reader(page).ids}, (name, address)

    assert elsewhere == {"forum.example", "example.org"}


def test_the_same_state_gives_the_same_bytes(stage: Stage, files: dict[str, bytes]) -> None:
    assert dict(build_site(site_of(stage.bridge, stage.campaign, stage.guide, LESSONS))) == files


def test_every_page_says_by_what_it_was_ranked(stage: Stage, files: dict[str, bytes]) -> None:
    ranking = stage.guide.ranking
    for page in pages(files).values():
        assert ranking.input_hash in page
        assert ranking.result_hash in page
        assert f"{ranking.formula}, no random numbers" in page
        assert "Saturday 14 March 2015, 12:00 (UTC)" in page


def test_words_of_people_stay_words(stage: Stage, files: dict[str, bytes]) -> None:
    (idea,) = (idea for idea in stage.guide.ideas if "one</b>" in idea.text)
    page = files[f"ideas/{idea.id}.html"].decode()

    assert HOSTILE.startswith("<script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>one</b>" not in page
    assert "{{ everybody }}" in page
    assert "evil.example" not in "".join(Reader(page).loads + Reader(page).links)
    for name, content in files.items():
        if name.startswith("search/"):
            assert content.isascii()


def test_the_operators_markdown_shows_no_picture_from_elsewhere(files: dict[str, bytes]) -> None:
    page = files["lessons.html"].decode()

    assert "<h2>What went well</h2>" in page
    assert "<strong>wrote</strong>" in page
    assert Reader(page).loads == ["static/icon.svg", "static/guide.css"]


def test_without_lessons_there_is_no_page_and_no_link_to_it(stage: Stage) -> None:
    built = dict(build_site(site_of(stage.bridge, stage.campaign, stage.guide)))

    assert "lessons.html" not in built
    assert b"lessons.html" not in built["index.html"]


def test_an_idea_tells_what_rank_explain_tells(stage: Stage, files: dict[str, bytes]) -> None:
    ranking = stage.guide.ranking
    idea = next(idea for idea in stage.guide.ideas if ranking.find(idea.id) == idea.ranked)
    told = explain(ranking, idea.id)
    page = unescape(files[f"ideas/{idea.id}.html"].decode())

    assert told.notes
    for words in (*told.sentences, *told.notes):
        assert words in page
    for term in told.terms:
        assert f'<th scope="row">{term.name}</th><td>{term.value}</td><td>{term.meaning}</td>' in page


def test_one_page_as_it_stands(stage: Stage, files: dict[str, bytes]) -> None:
    """After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it."""
    (idea,) = (idea for idea in stage.guide.ideas if idea.quotes)
    page = files[f"ideas/{idea.id}.html"]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_bytes(page)

    assert page.decode() == SNAPSHOT.read_text(encoding="utf-8")


def test_the_topic_as_it_stands(stage: Stage) -> None:
    """The same for what stands in the forum."""
    document = TemplateDocuments().guide(stage.campaign, stage.guide, "https://forum.example/t/{}".format)
    text = f"title: {document.title}\ntags: {document.tags}\n\n{document.body}\n".replace(WORD_JOINER, "{WJ}")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        TOPIC.write_text(text, encoding="utf-8")

    assert text == TOPIC.read_text(encoding="utf-8")


def test_all_ideas_are_listed_without_scripts(stage: Stage, files: dict[str, bytes]) -> None:
    listed = Reader(files["ideas.html"].decode()).links + Reader(files["ideas-2.html"].decode()).links
    found = [link for link in listed if link.startswith("ideas/")]

    assert found == [f"ideas/{idea.id}.html" for idea in stage.guide.ideas]
    assert "ideas-3.html" not in files


def test_the_data_fits_its_schema(stage: Stage, files: dict[str, bytes]) -> None:
    schema, data = json.loads(files["data/guide.schema.json"]), json.loads(files["data/ideas.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)

    assert [idea["id"] for idea in data["ideas"]] == [idea.id for idea in stage.guide.ideas]
    assert data["solutions"] == [idea.id for idea in stage.guide.first]
    assert data["ranking"]["input_hash"] == stage.guide.ranking.input_hash
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "people": ["somebody"]}, schema)


def test_counts_by_group_keep_to_what_may_be_told(files: dict[str, bytes]) -> None:
    groups = json.loads(files["data/ideas.json"])["groups"]

    assert groups["role"]["ideas"]["porter"] is None
    assert groups["role"]["least"] == STAFF
    assert groups["role"]["until"] == "2015-01-18"
    told = [count for count in groups["role"]["ideas"].values() if count is not None]
    assert told
    assert all(count % 5 == 0 for count in told)


def test_themes_and_questions_count_what_a_click_on_them_shows(stage: Stage, files: dict[str, bytes]) -> None:
    """Each idea names its own, so that nothing is told by a sum of them."""
    page = files["themes.html"].decode()

    for tag in ("means-time", "means-money", "act-team"):
        number = sum(tag in idea.lenses for idea in stage.guide.ideas)
        assert re.search(rf'theme-{tag}.html">[^<]*</a> <span class="small">{number} ideas<', page)
    number = sum(idea.question == "q1" for idea in stage.guide.ideas)
    assert re.search(rf'question-q1.html">[^<]*</a> <span class="small">{number} ideas<', page)


def test_a_spreadsheet_runs_nothing(stage: Stage, files: dict[str, bytes]) -> None:
    text = files["data/ideas.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert len(rows) == len(stage.guide.ideas)
    assert "'=1+1 is what we count to" in {row["title"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_the_script_is_one_that_old_browsers_read(files: dict[str, bytes]) -> None:
    script = re.sub(r"/\*.*?\*/", "", files["static/guide.js"].decode(), flags=re.S)
    words = re.sub(r'"[^"\n]*"', '""', script)

    for newer in (
        "=>",
        "`",
        "const ",
        "let ",
        "class ",
        "...",
        "async ",
        "fetch(",
        "import ",
        "?.",
        "??",
        "new Map",
    ):
        assert newer not in words, newer


def test_the_index_finds_every_word_of_every_idea(stage: Stage) -> None:
    views = [view(stage.campaign, stage.guide, number, None) for number in range(len(stage.guide.ideas))]
    index: dict[str, set[int]] = {}
    for name, content in search_files(stage.campaign, stage.guide, views):
        if name.startswith("search/words-"):
            _, words = json.loads(
                content.decode().removeprefix("ideabridge.words(").join(("[", "")).rstrip(");\n") + "]"
            )
            for word, sides in words.items():
                for gaps in sides.split("|"):
                    place = 0
                    for gap in gaps.split(".") if gaps else ():
                        place += int(gap, 36)
                        index.setdefault(word, set()).add(place)

    for number, idea in enumerate(stage.guide.ideas):
        for word in words_of(f"{idea.title} {idea.text}"):
            assert number in index[word], word
    assert index.keys() & small_words(ENGLISH) == {"it"}
    assert {
        number for number, idea in enumerate(stage.guide.ideas) if re.search(r"\bIT\b", idea.text)
    } == index["it"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème brûlée, twice-baked", ["creme", "brulee", "twice", "baked"]),
        ("Ward 12's ROTA", ["ward", "12", "rota"]),
        ("夜は静かに", ["夜は静かに"]),
        ("the and of", []),
        ("Let us ask IT, and it is done", ["let", "ask", "it", "it", "done"]),
        ("DO IT NOW", ["now"]),
    ],
)
def test_words_are_known_without_accents_and_capitals(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_an_operator_replaces_a_page_and_is_told_what_is_wrong_with_it(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "guide").mkdir()
    own = tmp_path / "guide" / "people.html.j2"
    own.write_text(
        '{% extends "shipped/guide/people.html.j2" %}{% block band %}<h1>All of us</h1>{% endblock %}',
        encoding="utf-8",
    )
    site = site_of(stage.bridge, stage.campaign, stage.guide)

    assert b"<h1>All of us</h1>" in dict(build_site(site, tmp_path))["people.html"]
    for fault, told in (
        ("nothing_of_this_name", "'nothing_of_this_name' is undefined"),
        ("1 / 0", "division by zero"),
        ("total.upper()", "has no attribute 'upper'"),
    ):
        own.write_text(f"\n{{{{ {fault} }}}}", encoding="utf-8")
        with pytest.raises(UserProblem, match=rf"people\.html\.j2:2: .*{told}"):
            dict(build_site(site, tmp_path))
    own.write_text('{% include "guide/nowhere.html.j2" %}', encoding="utf-8")
    with pytest.raises(UserProblem, match=r"there is no template guide/nowhere\.html\.j2"):
        dict(build_site(site, tmp_path))


def test_logos_lie_in_the_site(stage: Stage) -> None:
    png = b"\x89PNG and so on"
    site = replace(site_of(stage.bridge, stage.campaign, stage.guide), logos={"Riverside Hospital": png})
    built = dict(build_site(site))

    assert built["static/logo-1.png"] == png
    assert b'<img src="static/logo-1.png" alt="Riverside Hospital"' in built["people.html"]


def test_markdown_of_the_operator_is_no_html() -> None:
    shown = GuidePages().markdown('# One\n\n<img src="https://evil.example/x.png"> [x](javascript:alert(1))')

    assert shown.startswith("<h3>One</h3>")
    assert "<img" not in shown
    assert "<a" not in shown


def test_every_page_is_easy_to_read(files: dict[str, bytes]) -> None:
    """The words of the pages; ideas and what is quoted of them are as people wrote them."""
    for name, content in files.items():
        if name.endswith(".html") and "/" not in name:
            page = re.sub(
                r'<p class="snippet">.*?</p>|<div class="words">.*?</div>', "", content.decode(), flags=re.S
            )
            found = grade(from_html(page))
            assert found is None or found <= READING_AGE_12, (name, found)
