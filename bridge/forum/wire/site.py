"""What the forum says of itself and of the account that asks."""

from __future__ import annotations

from pydantic import Field

from bridge.forum.wire.base import Wire
from bridge.forum.wire.categories import CategoryItem


class AboutPart(Wire):
    """Version and language."""

    version: str
    locale: str = "en"


class About(Wire):
    """GET /about.json."""

    about: AboutPart


class GroupPart(Wire):
    """A group; the forum's own ones have ids below 15."""

    id: int
    name: str


class Account(Wire):
    """The account of the key."""

    id: int
    username: str
    admin: bool = False
    moderator: bool = False
    groups: list[GroupPart] = Field(default_factory=list)


class Session(Wire):
    """GET /session/current.json."""

    current_user: Account


class Site(Wire):
    """GET /site.json, of which categories and groups are used, as far as the account sees them."""

    categories: list[CategoryItem]
    groups: list[GroupPart] = Field(default_factory=list)


class GroupDetail(Wire):
    """One group by itself; `messageable_level` 99 lets everybody write to it."""

    id: int
    name: str
    messageable_level: int | None = None


class GroupAnswer(Wire):
    """GET /groups/{name}.json."""

    group: GroupDetail


class AdminSetting(Wire):
    """One setting as admins see it; its value is a text."""

    setting: str
    value: str | None = None


class AdminSettings(Wire):
    """GET /admin/site_settings.json."""

    site_settings: list[AdminSetting]


class SiteSettings(Wire):
    """GET /site/settings.json: limits in characters; the defaults are those of 3.5 (OBSERVED, section 3)."""

    min_topic_title_length: int = 15
    max_topic_title_length: int = 255
    min_post_length: int = 20
    min_first_post_length: int = 20
    max_post_length: int = 32_000
    max_tags_per_topic: int = 5
    max_tag_length: int = 20
    title_prettify: bool = True
    title_remove_extraneous_space: bool | None = None
