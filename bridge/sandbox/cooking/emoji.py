"""The emoji that this forum knows, by their short names."""

from __future__ import annotations

_TABLE = (
    "smile😄 smiley😃 grinning_face😀 grin😁 laughing😆 joy😂 rofl🤣 blush😊 innocent😇 wink😉"
    " heart_eyes😍 kissing_heart😘 yum😋 stuck_out_tongue😛 thinking🤔 neutral_face😐"
    " expressionless😑 smirk😏 unamused😒 roll_eyes🙄 relieved😌 pensive😔 sleepy😪 sleeping😴"
    " mask😷 sunglasses😎 nerd_face🤓 confused😕 worried😟 slight_smile🙂 frowning☹️"
    " open_mouth😮 astonished😲 flushed😳 cry😢 sob😭 scream😱 disappointed😞 sweat😓 weary😩"
    " tired_face😫 angry😠 rage😡 skull💀 poop💩 ghost👻 robot🤖 wave👋 ok_hand👌 v✌️"
    " point_up☝️ point_right👉 point_left👈 +1👍 -1👎 fist✊ clap👏 raised_hands🙌 handshake🤝"
    " pray🙏 muscle💪 eyes👀 brain🧠 speaking_head🗣️ heart❤️ orange_heart🧡 yellow_heart💛"
    " green_heart💚 blue_heart💙 purple_heart💜 broken_heart💔 hugs🤗 100💯 boom💥 star⭐ star2🌟"
    " sparkles✨ fire🔥 zap⚡ sunny☀️ cloud☁️ rainbow🌈 snowflake❄️ tada🎉 confetti_ball🎊"
    " gift🎁 trophy🏆 medal_sports🏅 bulb💡 books📚 book📖 memo📝 pencil2✏️ mag🔍 lock🔒 key🔑"
    " bell🔔 calendar📅 chart_with_upwards_trend📈 bar_chart📊 pushpin📌 paperclip📎 e_mail📧"
    " phone☎️ computer💻 hospital🏥 pill💊 syringe💉 stethoscope🩺 ambulance🚑 rocket🚀 house🏠"
    " earth_africa🌍 seedling🌱 deciduous_tree🌳 four_leaf_clover🍀 coffee☕ cake🍰 apple🍎 dog🐶"
    " cat🐱 bee🐝 turtle🐢 white_check_mark✅ heavy_check_mark✔️ x❌ warning⚠️ question❓"
    " exclamation❗ information_source ℹ️ recycle♻️ arrow_right➡️ arrow_left⬅️"
    " arrow_up⬆️ arrow_down⬇️ hourglass⌛ shield🛡️"
)


def _read() -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in _TABLE.replace(" ℹ️", "ℹ️").split():
        split = next(index for index, sign in enumerate(entry) if not sign.isascii())
        names[entry[:split]] = entry[split:]
    return names


NAMES = _read()
"""Short name to sign."""

SIGNS = {sign: name for name, sign in sorted(NAMES.items(), key=lambda item: -len(item[1]))}
"""Sign to short name, longer signs first."""


def image(name: str) -> str:
    """The picture that stands for an emoji in a post."""
    return (
        f'<img src="/images/emoji/twitter/{name}.png?v=14" title=":{name}:" class="emoji" alt=":{name}:"'
        ' loading="lazy" width="20" height="20">'
    )
