"""Settings of the forum that matter for a campaign, as far as the bridge's keys may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from bridge.domain.campaign import Campaign, VoteMethod
from bridge.domain.checkup import Checked, Remedy, Repair, broken, doubtful, fine
from bridge.forum.survey import Survey
from bridge.render.tags import TAGS_PER_TOPIC
from bridge.settings import Settings
from bridge.text.titles import LONGEST, SHORTEST

AREA = "site settings"

_LONG_TEXT = 16_000
"""A start topic or a digest with everything in it stays below this."""

_UNTOLD = {
    "approve_post_count": "replies of newcomers may wait for approval without the bridge knowing",
    "edit_history_visible_to_public": "everybody sees earlier versions, unless it was switched off",
    "max_admin_api_reqs_per_minute": "60 requests a minute for all keys, unless it was changed",
    "data_explorer_enabled": "`ideabridge forum provision` shows whether it can be used",
}

_PLUGINS = {
    "discourse_reactions_enabled": "reactions",
    "topic_voting_enabled": "topic voting",
    "post_voting_enabled": "post voting",
    "data_explorer_enabled": "Data Explorer",
    "poll_enabled": "polls",
}

Values = Mapping[str, object]

_NUMBERS = (
    "min_topic_title_length",
    "max_topic_title_length",
    "max_post_length",
    "max_tags_per_topic",
    "max_tag_length",
    "max_admin_api_reqs_per_minute",
    "approve_post_count",
)
NAMES = (
    *_NUMBERS,
    *_PLUGINS,
    "tagging_enabled",
    "edit_history_visible_to_public",
    "enable_discourse_connect_provider",
    "disable_emails",
)


def site_settings(survey: Survey, settings: Settings, campaigns: Sequence[Campaign]) -> Iterator[Checked]:
    """One line for each thing; what cannot be read says so."""
    found = survey.settings(NAMES)
    yield from _texts(found)
    yield from _tags(found, campaigns)
    yield from _plugins(found, campaigns)
    yield from _secrecy(found)
    yield from _pace(found, settings)
    yield from _mail(found)
    if settings.connect_secret is not None and _is(found, "enable_discourse_connect_provider") is False:
        told = "enable_discourse_connect_provider is off, so that moderators cannot sign in at the form"
        fix = "Switch it on, and add the form's host with the secret to discourse_connect_provider_secrets."
        yield broken(AREA, "signing in", told, fix)
    for name, told in _UNTOLD.items():
        if name not in found:
            yield fine(AREA, name, f"cannot be read with these keys: {told}")


def _texts(found: Values) -> Iterator[Checked]:
    shortest, longest = _number(found, "min_topic_title_length"), _number(found, "max_topic_title_length")
    room = _number(found, "max_post_length")
    if shortest is not None and longest is not None:
        told = f"titles of {shortest} to {longest} characters"
        if shortest > SHORTEST or longest < LONGEST:
            fix = f"Allow {SHORTEST} to {LONGEST}: the bridge makes titles of that length for ideas."
            if shortest > SHORTEST:
                yield doubtful(AREA, "titles", told, fix, _set("min_topic_title_length", shortest, SHORTEST))
            if longest < LONGEST:
                yield doubtful(
                    AREA,
                    "titles" if shortest <= SHORTEST else "long titles",
                    told,
                    fix,
                    _set("max_topic_title_length", longest, LONGEST),
                )
        else:
            yield fine(AREA, "titles", told)
    if room is not None:
        told = f"texts of up to {room:,} characters"
        if room < _LONG_TEXT:
            fix = f"Raise max_post_length to {_LONG_TEXT}: digests are long."
            yield doubtful(AREA, "texts", told, fix, _set("max_post_length", room, _LONG_TEXT))
        else:
            yield fine(AREA, "texts", told)


def _tags(found: Values, campaigns: Sequence[Campaign]) -> Iterator[Checked]:
    if _is(found, "tagging_enabled") is False:
        told = "tagging_enabled is off: questions and lenses cannot be told apart"
        yield broken(AREA, "tags", told, "Switch it on.", _set("tagging_enabled", "false", "true"))
        return
    most, length = _number(found, "max_tags_per_topic"), _number(found, "max_tag_length")
    if most is None or length is None:
        return
    told = f"{most} tags on a topic, {length} characters each"
    names = {question.tag for campaign in campaigns for question in campaign.questions}
    names |= {value.tag for campaign in campaigns for lens in campaign.lenses for value in lens.tags}
    cut = sorted(name for name in names if len(name) > length)
    if cut:
        longest = max(len(name) for name in cut)
        repair = _set("max_tag_length", length, longest)
        told = f"{told}: {', '.join(cut)} would be cut"
        yield doubtful(AREA, "tags", told, f"Raise max_tag_length to {longest}.", repair)
    elif most < TAGS_PER_TOPIC:
        fix = f"Raise max_tags_per_topic to {TAGS_PER_TOPIC}, or lenses are left off."
        yield doubtful(AREA, "tags", told, fix, _set("max_tags_per_topic", most, TAGS_PER_TOPIC))
    else:
        yield fine(AREA, "tags", told)


def _plugins(found: Values, campaigns: Sequence[Campaign]) -> Iterator[Checked]:
    by_poll = any(campaign.voting.method is VoteMethod.POLL for campaign in campaigns)
    if (by_poll or not campaigns) and _is(found, "poll_enabled") is False:
        told = "poll_enabled is off, and the campaign votes by poll"
        fix = "Switch it on, or set `voting: method: likes`."
        yield broken(AREA, "polls", told, fix, _set("poll_enabled", "false", "true"))
    if _is(found, "data_explorer_enabled") is False:
        told = "data_explorer_enabled is off: pulls read lists, with more requests"
        fix = "Switch it on, then run `ideabridge forum provision`."
        yield doubtful(AREA, "pull query", told, fix, _set("data_explorer_enabled", "false", "true"))
    on = [name for setting, name in _PLUGINS.items() if _is(found, setting)]
    off = [name for setting, name in _PLUGINS.items() if _is(found, setting) is False]
    absent = [name for setting, name in _PLUGINS.items() if setting not in found]
    told = "; ".join(
        f"{what}: {', '.join(names)}"
        for what, names in (("on", on), ("off", off), ("not there or not told", absent))
        if names
    )
    yield fine(AREA, "plug-ins", told)


def _secrecy(found: Values) -> Iterator[Checked]:
    if _is(found, "edit_history_visible_to_public"):
        told = "edit_history_visible_to_public is on: what is edited out stays readable until it is hidden"
        fix = "Switch it off; the bridge hides versions itself, other people's edits it does not."
        repair = _set("edit_history_visible_to_public", "true", "false")
        yield doubtful(AREA, "edit history", told, fix, repair)
    elif "edit_history_visible_to_public" in found:
        yield fine(AREA, "edit history", "only staff and authors see earlier versions")
    waiting = _number(found, "approve_post_count")
    if waiting:
        told = f"the first {waiting} posts of a newcomer wait for approval, replies to ideas among them"
        yield doubtful(
            AREA, "approval", told, "Set approve_post_count to 0 for the campaign, or approve daily."
        )
    elif waiting is not None:
        yield fine(AREA, "approval", "replies appear at once; the bridge's own posts never wait")


def _pace(found: Values, settings: Settings) -> Iterator[Checked]:
    allowed = _number(found, "max_admin_api_reqs_per_minute")
    wanted = settings.requests_per_minute
    if not allowed:
        return
    told = f"{allowed} requests a minute for all keys together, of which the bridge takes up to {wanted}"
    if wanted > allowed:
        fix = "Lower IDEABRIDGE_REQUESTS_PER_MINUTE, or raise DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE."
        yield doubtful(AREA, "pace", told, fix)
    else:
        yield fine(AREA, "pace", told)


def _set(name: str, before: object, after: object) -> Repair:
    return Repair(Remedy.SITE_SETTING, name, str(before), str(after))


def _mail(found: Values) -> Iterator[Checked]:
    """The bridge sends no mail: what people get about digests and answers comes from the forum."""
    off = found.get("disable_emails")
    if off is None:
        return
    if str(off).lower() in ("no", "false"):
        yield fine(AREA, "mail", "the forum sends mail; the bridge sends none and gives no address out")
        return
    told = f"disable_emails is {off}: members get no mail about digests and answers"
    yield doubtful(
        AREA, "mail", told, "Set it to no once the forum's mail is set up.", _set("disable_emails", off, "no")
    )


def _as(found: Values, name: str, kind: Callable[[str], int]) -> int | None:
    value = found.get(name)
    try:
        return None if value is None else kind(str(value))
    except ValueError:
        return None


def _number(found: Values, name: str) -> int | None:
    return _as(found, name, int)


def _is(found: Values, name: str) -> bool | None:
    """Whether it is on; the everybody's list has truth values, the admins' one has texts."""
    value = found.get(name)
    return None if value is None else str(value).lower() == "true"
