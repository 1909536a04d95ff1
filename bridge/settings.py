"""Settings from the environment (or a `.env` file in the working folder), checked once at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bridge.domain.errors import UserProblem

HOOK_PATH = "/forum/events"
"""Where the web side hears the forum's web hook, below its public address."""

PREFIX = "IDEABRIDGE_"


class Settings(BaseSettings):
    """Where the forum is, which keys to use, where data lies. Keys never appear in `repr`, logs or errors."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    forum_url: Annotated[
        str | None, Field(description="address of the forum, such as https://forum.example")
    ] = None
    api_key: Annotated[SecretStr | None, Field(description="API key of the bridge's account")] = None
    api_username: Annotated[str, Field(description="name of the bridge's account")] = "ideabridge"
    provision_key: Annotated[
        SecretStr | None,
        Field(description="API key with admin rights, used for categories and the pull query only"),
    ] = None
    provision_username: Annotated[
        str | None, Field(description="account that a provision key of all users acts as; else its own")
    ] = None
    query_key: Annotated[
        SecretStr | None,
        Field(description="API key that may run the pull query and nothing else; else the bridge's own"),
    ] = None
    query: Annotated[
        int | None, Field(ge=1, description="number of the pull query, needed with its own key")
    ] = None
    database_url: Annotated[
        str, Field(description="SQLAlchemy address of the database: a SQLite file or PostgreSQL")
    ] = "sqlite:///.ideabridge/ideabridge.sqlite3"
    key_file: Annotated[
        Path | None,
        Field(
            description="file with the keys for pseudonyms and sealed texts; beside the database by default"
        ),
    ] = None
    doors_url: Annotated[
        str | None,
        Field(
            description="database of used forms and invitations; a SQLite file beside the database by default"
        ),
    ] = None
    doors_key_file: Annotated[
        Path | None,
        Field(description="file with the key of forms and invitations; beside the database by default"),
    ] = None
    campaign: Annotated[Path | None, Field(description="campaign file")] = None
    templates: Annotated[
        Path | None, Field(description="folder with templates that go before the shipped ones")
    ] = None
    language: Annotated[
        str,
        Field(description="language of what belongs to no campaign: settings topics, the form's first page"),
    ] = "en"
    own_names: Annotated[
        Path | None,
        Field(description="file with the operator's own names of sites and people to mask, one a line"),
    ] = None
    raw_recipients: Annotated[
        Path | None,
        Field(
            description="file with the moderators' public keys (age), to which raw text is locked; "
            "without it none is kept"
        ),
    ] = None
    settings_group: Annotated[
        str | None,
        Field(
            description="group whose members configure campaigns in the forum, such as staff; "
            "without it campaigns come from files alone"
        ),
    ] = None
    guide_folder: Annotated[
        Path | None,
        Field(
            description="folder in which the worker builds guides, each in a folder of its own, "
            "and from which the form shows them"
        ),
    ] = None
    requests_per_minute: Annotated[
        int,
        Field(
            ge=1, le=6000, description="pace towards the forum; the forum allows 60 a minute for all together"
        ),
    ] = 30
    most_reads: Annotated[
        int | None, Field(ge=1, description="most requests that one run may make to look at the forum")
    ] = None
    most_writes: Annotated[
        int | None, Field(ge=1, description="most requests that one run may make to change the forum")
    ] = None
    web_url: Annotated[
        str | None, Field(description="public address of the form, such as https://ideas.example")
    ] = None
    hook_secret_file: Annotated[
        Path | None, Field(description="secret of the forum's web hook, made by `forum hook`")
    ] = None
    connect_secret: Annotated[
        SecretStr | None,
        Field(
            description="secret that the forum shares for signing in, by which moderators review at the form"
        ),
    ] = None
    web_proxies: Annotated[
        str | None,
        Field(description="addresses of reverse proxies, by commas, that may say where a visitor comes from"),
    ] = None
    metrics_key: Annotated[
        SecretStr | None,
        Field(description="key for `/metrics`, sent as `Authorization: Bearer ...`; without it, no page"),
    ] = None
    ner: Annotated[
        Literal["auto", "on", "off"],
        Field(description="language model beside the rules: auto (where it is installed), on or off"),
    ] = "auto"
    feed_pages: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="most pages of 50 posts that a pull without the pull query reads again",
        ),
    ] = 40

    def require_forum(self) -> tuple[str, SecretStr]:
        """Forum address and key; UserProblem that names the variable where one is missing."""
        missing = [
            f"{PREFIX}{name}"
            for name, value in (("FORUM_URL", self.forum_url), ("API_KEY", self.api_key))
            if not value
        ]
        if missing:
            raise UserProblem(
                f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set",
                hint="Set the environment variable, or put it into a .env file here. "
                "`ideabridge demo` needs neither.",
            )
        assert self.forum_url is not None
        assert self.api_key is not None
        return self.forum_url.rstrip("/"), self.api_key

    def proxies(self) -> list[str]:
        """The reverse proxies, one address each."""
        return [part.strip() for part in (self.web_proxies or "").split(",") if part.strip()]

    def key_path(self) -> Path:
        """The key file: as set, else beside a SQLite database, else in `.ideabridge/`."""
        return self.key_file or self._beside(".keys.json")

    def doors_database(self) -> str:
        """The database of the doors, never the main one: UserProblem where the two are the same."""
        if self.doors_url is None:
            return f"sqlite:///{self._beside('.doors.sqlite3')}"
        if _location(self.doors_url) == _location(self.database_url):
            raise UserProblem(
                f"{PREFIX}DOORS_URL names the main database",
                hint="Name another one: what was used to get in and what was written must not lie together.",
            )
        return self.doors_url

    def doors_key_path(self) -> Path:
        """The key file of the doors: as set, else beside a SQLite database, else in `.ideabridge/`."""
        return self.doors_key_file or self._beside(".doors.key")

    def hook_url(self) -> str:
        """The address to which the web hook sends; UserProblem where the web side has no public one."""
        if not self.web_url:
            raise UserProblem(
                f"{PREFIX}WEB_URL is not set, so the forum cannot be told where to send",
                hint="Set it to the public address of the form, such as https://ideas.example.org.",
            )
        return self.web_url.rstrip("/") + HOOK_PATH

    def hook_secret_path(self) -> Path:
        """The file of the web hook's secret: as set, else beside a SQLite database or in `.ideabridge/`."""
        return self.hook_secret_file or self._beside(".hook.key")

    def _beside(self, suffix: str) -> Path:
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///")).with_suffix(suffix)
        return Path(".ideabridge/ideabridge").with_suffix(suffix)


def _location(url: str) -> str:
    """Which database a URL names, whatever its driver and options; a file by its full path."""
    kind, _, rest = url.partition("://")
    where = rest.partition("?")[0]
    return str(Path(where.removeprefix("/")).resolve()) if kind.startswith("sqlite") else where


def load_settings() -> Settings:
    """Read the environment; UserProblem naming variables, never values."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{PREFIX}{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
        raise UserProblem(f"settings: {faults}", hint="Correct the environment variable.") from None
