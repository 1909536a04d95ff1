"""One text as a page by itself: cooked as the forum cooks it, in the forum's looks, without a forum."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib.resources import files

from bridge.sandbox.cooking.cook import cook
from bridge.sandbox.cooking.lookup import Place
from bridge.sandbox.pages.frame import alone


class _Nobody:
    """Knows no names; pictures by their short addresses."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        self._pictures = pictures

    def mention(self, name: str) -> str | None:
        del name
        return None

    def hashtag(self, slug: str) -> Place | None:
        del slug
        return None

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        del topic_id, post_number
        return None

    def avatar(self, username: str) -> str | None:
        del username
        return None

    def upload(self, short_url: str) -> str | None:
        return self._pictures.get(short_url)


def page_alone(title: str, raw: str, pictures: Mapping[str, bytes], language: str = "en") -> str:
    """The page of a first post; `pictures` are PNGs by their short addresses (`upload://...`).

    `language` is that of the text, as an IETF tag.
    """
    # The sanitiser takes out what is no address of the forum, so pictures are put in after it.
    places = {address: f"/uploads/{number}.png" for number, address in enumerate(pictures)}
    cooked = cook(raw, _Nobody(places)).html
    style = files("bridge.sandbox.pages").joinpath("style.css").read_text(encoding="utf-8")
    page = alone(title, cooked, style, language)
    for address, data in pictures.items():
        inside = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        page = page.replace(f'src="{places[address]}"', f'src="{inside}"')
    return page
