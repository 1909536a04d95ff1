"""The words of every kind of page, in both languages, as somebody read them last.

After a change that is meant, run with UPDATE_SNAPSHOTS=1, read the difference, and keep it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.declare.loader import load_text
from bridge.domain.language import open_catalogues, speaking
from bridge.render.guide.site import build_site
from bridge.render.languages import Catalogues
from tests.guide.conftest import FILE, LESSONS, Stage, gathered, site_of, staged
from tests.reading import read_out

SNAPSHOTS = Path(__file__).parent / "snapshots"
PAGES = (
    *("index", "ideas", "ideas-2", "themes", "theme-means-time", "question-q1", "charts", "method"),
    *("lessons", "people", "data", "print", "an-idea", "an-idea-that-goes-on"),
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A campaign of its own: others move the clock on."""
    with staged(tmp_path_factory.mktemp("stage")) as found:
        yield found


@pytest.fixture(scope="module", params=["en", "cy"])
def read(request: pytest.FixtureRequest, stage: Stage) -> tuple[str, dict[str, str]]:
    """A language, and the words of its pages by name."""
    open_catalogues(Catalogues().language)
    campaign = load_text(f"language: {request.param}\n{FILE}", "campaign.yaml")
    with speaking(request.param):
        guide = gathered(stage.bridge, campaign)
        site = dict(build_site(site_of(stage.bridge, campaign, guide, LESSONS)))
    (goes_on,) = (idea.id for idea in guide.ideas if idea.became is not None)
    named = {"an-idea": f"ideas/{guide.ideas[20].id}", "an-idea-that-goes-on": f"ideas/{goes_on}"}
    pages = {name: site[f"{named.get(name, name)}.html"].decode() for name in PAGES}
    return request.param, {name: read_out(page) for name, page in pages.items()}


@pytest.mark.parametrize("name", PAGES)
def test_page(read: tuple[str, dict[str, str]], name: str) -> None:
    code, pages = read
    path = SNAPSHOTS / code / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{pages[name]}\n", encoding="utf-8")

    assert f"{pages[name]}\n" == path.read_text(encoding="utf-8")
