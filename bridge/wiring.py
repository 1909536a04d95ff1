"""The composition root: from settings to concrete ports."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bridge.admission.desk import Admission
from bridge.clock import SystemClock
from bridge.declare.declarer import CampaignDeclarer
from bridge.domain.errors import UserProblem
from bridge.domain.language import language_of, open_catalogues
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.observability import configure
from bridge.pipeline.anonymise import TitleOf
from bridge.pipeline.configure import Place
from bridge.pipeline.publish import Desk
from bridge.pipeline.receive import Doors
from bridge.ports import Charts, Clock, Declarer, Documents, Lock, Redactor, Similarity
from bridge.ports.services import Relations
from bridge.render.documents import TemplateDocuments
from bridge.render.drawing import DrawnCharts
from bridge.render.languages import Catalogues
from bridge.settings import Settings
from bridge.store.keyring import FileKeyRing
from bridge.store.locking import AgeLock
from bridge.store.unit_of_work import SqlStore
from bridge.text.engine import Engine, choose_engine
from bridge.text.own import own_rule, read_own
from bridge.text.related import RelatedTexts
from bridge.text.similarity import NearDuplicates
from bridge.text.titles import derive_title

__all__ = ["Bridge", "SystemClock", "configure", "open_bridge"]


@dataclass(slots=True)
class Bridge:
    """Everything a command works with; close it when done. `masking` names what the redactor is made of."""

    store: SqlStore
    clock: Clock
    documents: Documents
    charts: Charts
    pseudonyms: FileKeyRing
    lock: Lock
    redactor: Redactor
    masking: str
    similarity: Similarity
    relations: Relations
    title_of: TitleOf
    declarer: Declarer
    connected: DiscourseForum | None

    @property
    def forum(self) -> DiscourseForum:
        """The forum; UserProblem for a command that was opened without one."""
        if self.connected is None:
            raise UserProblem("this command needs the forum", hint="Set IDEABRIDGE_FORUM_URL and the key.")
        return self.connected

    @property
    def desk(self) -> Desk:
        """What publishing works with."""
        return Desk(self.store, self.forum, self.clock, self.documents, self.charts)

    def with_forum(self, settings: Settings) -> Bridge:
        """The same with a connection to the forum of its own: budgets and counts of requests begin anew."""
        return replace(self, connected=open_forum(settings, self.clock))

    @property
    def doors(self) -> Doors:
        """What taking in one idea works with."""
        return Doors(
            self.store,
            self.redactor,
            self.similarity,
            self.title_of,
            self.pseudonyms,
            self.pseudonyms,
            self.lock,
        )

    def close(self) -> None:
        """Let go of connections."""
        if self.connected is not None:
            self.connected.close()
        self.store.close()


def open_bridge(settings: Settings, *, forum: bool = True, clock: Clock | None = None) -> Bridge:
    """Connect everything as the settings say; `forum=False` leaves the forum out and asks for no key."""
    open_catalogues(Catalogues(settings.templates).language)
    try:
        language_of(settings.language)
    except UserProblem as problem:
        raise UserProblem(f"IDEABRIDGE_LANGUAGE: {problem.what}", hint=problem.hint) from None
    chosen = clock or SystemClock()
    engine = open_engine(settings)
    connected = open_forum(settings, chosen) if forum else None
    keys = FileKeyRing(settings.key_path())
    return Bridge(
        store=open_store(settings),
        clock=chosen,
        documents=TemplateDocuments(settings.templates),
        charts=DrawnCharts(),
        pseudonyms=keys,
        lock=AgeLock(settings.raw_recipients),
        redactor=engine.redactor,
        masking=engine.name,
        similarity=NearDuplicates(),
        relations=RelatedTexts(),
        title_of=derive_title,
        declarer=CampaignDeclarer(),
        connected=connected,
    )


def place_of(settings: Settings) -> Place | None:
    """Where campaigns are configured in the forum; None where they are by files alone."""
    return Place(settings.settings_group) if settings.settings_group else None


def open_store(settings: Settings) -> SqlStore:
    """The store alone, brought up to date; close it when done."""
    store = SqlStore(settings.database_url, FileKeyRing(settings.key_path()))
    store.upgrade()
    return store


def open_engine(settings: Settings) -> Engine:
    """The redactor as the settings say, with the operator's own names where a list is set.

    UserProblem where the list cannot be used, or the language model is asked for and not there.
    """
    own = () if settings.own_names is None else (own_rule(read_own(settings.own_names)),)
    return choose_engine(settings.ner, own)


def open_admission(settings: Settings) -> Admission:
    """Who may hand in ideas; needs neither the store nor the forum. Close it when done."""
    return Admission(settings.doors_database(), settings.doors_key_path())


def open_forum(settings: Settings, clock: Clock) -> DiscourseForum:
    """The forum adapter; UserProblem where address or key are missing."""
    return DiscourseForum(forum_settings(settings), clock)


def forum_settings(settings: Settings) -> ForumSettings:
    """What the forum adapter has to know; UserProblem where address or key are missing."""
    url, key = settings.require_forum()
    return ForumSettings(
        url=url,
        api_key=key.get_secret_value(),
        api_username=settings.api_username,
        provision_key=settings.provision_key.get_secret_value() if settings.provision_key else None,
        provision_username=settings.provision_username,
        query=settings.query,
        query_key=settings.query_key.get_secret_value() if settings.query_key else None,
        requests_per_minute=settings.requests_per_minute,
        feed_pages=settings.feed_pages,
        most_reads=settings.most_reads,
        most_writes=settings.most_writes,
    )
