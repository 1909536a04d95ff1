"""What a new forum starts with: automatic groups, an admin, the bridge's account, a category, keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bridge.sandbox.auth import create_key
from bridge.sandbox.categorising import create_category
from bridge.sandbox.people import (
    ADMINS,
    AUTOMATIC,
    STAFF,
    TRUST_LEVEL_0,
    add_to_group,
    create_group,
    create_user,
)
from bridge.sandbox.site import Site, stamp

ADMIN = "admin"
BRIDGE = "ideabridge"


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of a new forum.

    Attributes:
        bridge: the key of the bridge's own account, a moderator named ``bridge_username``.
        admin: the key of the admin ``admin_username``, for making categories.
        anyone: speaks for whoever is named; for tests and simulated members.
    """

    bridge: str
    bridge_username: str
    admin: str
    admin_username: str
    anyone: str

    def lines(self) -> str:
        """The settings that the bridge reads, one a line."""
        return (
            f"IDEABRIDGE_API_USERNAME={self.bridge_username}\n"
            f"IDEABRIDGE_API_KEY={self.bridge}\n"
            f"# admin {self.admin_username}, needed only to make categories\n"
            f"IDEABRIDGE_PROVISION_KEY={self.admin}\n"
            f"IDEABRIDGE_PROVISION_USERNAME={self.admin_username}\n"
            "# speaks for any member, for trying things out\n"
            f"SANDBOX_ANY_USER_KEY={self.anyone}\n"
        )


def plant(site: Site) -> None:
    """Fill an empty database."""
    now = site.stamp()
    for group_id, name in AUTOMATIC.items():
        site.insert(
            "groups", id=group_id, name=name, automatic=1, visibility_level=1, created_at=now, updated_at=now
        )
    site.insert(
        "users",
        id=-1,
        username="system",
        username_lower="system",
        name="system",
        admin=1,
        moderator=1,
        trust_level=4,
        created_at=now,
        updated_at=now,
    )
    for group_id in (ADMINS, STAFF, TRUST_LEVEL_0 + 4):
        add_to_group(site, -1, group_id)
    long_ago = site.now() - timedelta(days=365)
    create_user(site, ADMIN, name="Forum admin", trust_level=4, admin=True, created_at=long_ago)
    bot = create_user(site, BRIDGE, name="Idea bridge", trust_level=4, moderator=True, created_at=long_ago)
    add_to_group(site, bot, create_group(site, BRIDGE))
    system = site.user(-1)
    site.insert(
        "categories",
        name="Uncategorized",
        slug="uncategorized",
        description="Topics that fit into no other category.",
        position=0,
        user_id=-1,
        created_at=stamp(long_ago),
        updated_at=now,
    )
    create_category(site, system, {"name": "General", "slug": "general", "color": "25AAE2"})
    create_category(site, system, {"name": "Staff", "slug": "staff", "color": "E45735"}, {"staff": 1})


def first_keys(site: Site) -> Keys:
    """Make the keys of a new forum."""
    admin, bot = site.user_named(ADMIN), site.user_named(BRIDGE)
    assert admin is not None
    assert bot is not None
    _, bridge = create_key(site, user_id=bot.id, created_by=admin.id, description="bridge")
    _, steward = create_key(site, user_id=admin.id, created_by=admin.id, description="admin")
    _, anyone = create_key(site, user_id=None, created_by=admin.id, description="any user")
    return Keys(bridge, bot.username, steward, admin.username, anyone)
