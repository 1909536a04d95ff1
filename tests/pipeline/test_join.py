"""Two ideas that say the same go on as one, with everybody counted once, and part again without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Experience, Idea, IdeaStatus
from bridge.domain.joining import JoiningState
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.receipt import Holds, Receipt, new_code
from bridge.pipeline import reopen
from bridge.pipeline.join import agree, part, proposals, propose
from bridge.pipeline.rank import rank, tallies
from bridge.pipeline.receive import Doors
from bridge.pipeline.revise import take_back
from bridge.render.documents import TemplateDocuments
from bridge.store.keyring import FileKeyRing
from bridge.store.tables import METADATA
from bridge.store.unit_of_work import SqlStore

A, B = "abcdefghjk", "kjhgfedcba"
POLL_AND_LIKE = frozenset({Method.POLL.value, Method.LIKE.value})


def idea(name: str, **changes: object) -> Idea:
    made = Idea(
        id=name,
        campaign="kettles",
        question="q1",
        title=f"The kettle of the idea {name}",
        text=f"What {name} says of kettles.",
        role=None,
        lenses=(),
        experience=Experience.WOULD_LIKE,
        accepted=datetime.fromisoformat("2015-01-13T09:00+00:00"),
        batch=1,
        published=datetime.fromisoformat("2015-01-13T10:00+00:00"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(sql_store: SqlStore) -> SqlStore:
    """Two published ideas."""
    with sql_store.begin() as unit:
        unit.ideas.put(idea(A))
        unit.ideas.put(idea(B))
    return sql_store


def holder(doors: Doors, name: str, number: int) -> str:
    """The code of a receipt for an idea."""
    code = new_code(number)
    mark = doors.marks.mark("kettles", code)
    with doors.store.begin() as unit:
        unit.receipts.put(Receipt("kettles", mark, Holds.IDEA, name))
    return code


def into(store: SqlStore, name: str) -> str | None:
    with store.begin() as unit:
        found = unit.ideas.get("kettles", name)
    assert found is not None
    return found.merged_into


def test_imported_ideas_are_joined_by_the_moderators_word(store: SqlStore, noon: datetime) -> None:
    found = propose(store, "kettles", A, B, noon)
    assert (found.joining.state, found.asked) == (JoiningState.JOINED, 0)
    assert into(store, A) == B
    with pytest.raises(UserProblem, match="goes on in kjhgfedcba already"):
        propose(store, "kettles", A, B, noon)


def test_every_holder_of_a_receipt_is_asked(
    doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    codes = [holder(doors, A, 1), holder(doors, B, 2)]
    found = propose(store, "kettles", A, B, noon)
    assert (found.joining.state, found.asked, found.agreed) == (JoiningState.PROPOSED, 2, 0)
    for code, other in zip(codes, (B, A), strict=True):
        case = reopen.find(doors, kettles, code, noon)
        assert case is not None
        assert case.proposed == f"The kettle of the idea {other}"
        assert into(store, A) is None
        reopen.consent(doors, kettles, code, noon, agrees=True)
        with pytest.raises(UserProblem, match="No proposal waits"):
            reopen.consent(doors, kettles, code, noon, agrees=True)
    assert into(store, A) == B
    case = reopen.find(doors, kettles, codes[0], noon)
    assert case is not None
    assert (case.state, case.idea) == (reopen.CaseState.MERGED, B)


def test_one_no_ends_it(doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime) -> None:
    holder(doors, A, 1)
    code = holder(doors, B, 2)
    propose(store, "kettles", A, B, noon)
    reopen.consent(doors, kettles, code, noon, agrees=False)
    assert [found.joining.state for found in proposals(store, "kettles")] == [JoiningState.REFUSED]
    with pytest.raises(UserProblem, match="has said no"):
        propose(store, "kettles", A, B, noon + timedelta(days=30))
    assert into(store, A) is None


def test_without_an_answer_a_moderator_can_go_on_after_a_week(
    doors: Doors, store: SqlStore, noon: datetime
) -> None:
    holder(doors, A, 1)
    propose(store, "kettles", A, B, noon)
    almost = propose(store, "kettles", A, B, noon + timedelta(days=6))
    assert almost.joining.state is JoiningState.PROPOSED
    later = propose(store, "kettles", A, B, noon + timedelta(days=7))
    assert later.joining.state is JoiningState.JOINED


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({}, {"question": "q2"}, "answer two questions"),
        ({}, {"published": None, "batch": None}, "waits for publication"),
        ({"status": IdeaStatus.WITHDRAWN}, {}, "was withdrawn"),
        ({"status": IdeaStatus.CHOSEN}, {"status": IdeaStatus.SHORTLISTED}, "was chosen"),
        ({}, {"merged_into": "elsewhere"}, "was merged into elsewhere"),
    ],
)
def test_what_cannot_be_joined_is_told(
    sql_store: SqlStore, noon: datetime, one: dict[str, object], other: dict[str, object], told: str
) -> None:
    with sql_store.begin() as unit:
        unit.ideas.put(idea(A, **one))
        unit.ideas.put(idea(B, **other))
    with pytest.raises(UserProblem, match=told):
        propose(sql_store, "kettles", A, B, noon)
    with pytest.raises(UserProblem, match=r"with itself|was withdrawn"):
        propose(sql_store, "kettles", A, A, noon)


def test_an_idea_chosen_meanwhile_waits_for_moderators(doors: Doors, store: SqlStore, noon: datetime) -> None:
    mark = doors.marks.mark("kettles", holder(doors, A, 1))
    proposed = propose(store, "kettles", A, B, noon)
    with store.begin() as unit:
        found = unit.ideas.get("kettles", A)
        assert found is not None
        unit.ideas.put(replace(found, status=IdeaStatus.CHOSEN))
        agree(unit, proposed.joining, mark, noon, agrees=True)
        still = unit.joinings.get("kettles", A)
    assert still is not None
    assert still.state is JoiningState.PROPOSED


def test_an_idea_withdrawn_meanwhile_is_not_joined(doors: Doors, store: SqlStore, noon: datetime) -> None:
    holder(doors, A, 1)
    propose(store, "kettles", A, B, noon)
    with store.begin() as unit:
        take_back(unit, idea(B), noon)
    with pytest.raises(UserProblem, match="was withdrawn"):
        propose(store, "kettles", A, B, noon + timedelta(days=8))


def test_who_takes_an_idea_back_takes_no_other_along(
    doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    """What went on in it was written by others, who have not taken theirs back."""
    codes = {name: holder(doors, name, number) for number, name in enumerate((A, B))}
    propose(store, "kettles", A, B, noon)
    for code in codes.values():
        reopen.consent(doors, kettles, code, noon, agrees=True)
    assert into(store, A) == B

    reopen.withdraw(doors, kettles, codes[B], noon)

    assert into(store, A) is None
    case = reopen.find(doors, kettles, codes[A], noon)
    assert case is not None
    assert (case.state, case.text) == (reopen.CaseState.PUBLISHED, f"What {A} says of kettles.")
    assert [found.joining.state for found in proposals(store, "kettles")] == [JoiningState.PARTED]


def test_a_proposal_ends_with_an_idea_that_is_taken_back(
    doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    codes = {name: holder(doors, name, number) for number, name in enumerate((A, B))}
    propose(store, "kettles", A, B, noon)
    reopen.consent(doors, kettles, codes[B], noon, agrees=True)

    reopen.withdraw(doors, kettles, codes[B], noon)

    case = reopen.find(doors, kettles, codes[A], noon)
    assert case is not None
    assert case.proposed is None
    with store.begin() as unit:
        assert list(unit.joinings.consents("kettles", A)) == []


@pytest.mark.parametrize("agrees", [True, False])
def test_what_was_said_is_forgotten_once_it_is_decided(
    agrees: bool, doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    """Kept on, it would say which receipt had belonged to which idea, even after it was withdrawn."""
    code = holder(doors, A, 1)
    propose(store, "kettles", A, B, noon)
    reopen.consent(doors, kettles, code, noon, agrees=agrees)
    with store.begin() as unit:
        assert list(unit.joinings.consents("kettles", A)) == []


def test_a_no_holds_the_other_way_round_as_well(
    doors: Doors, store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    code = holder(doors, A, 1)
    propose(store, "kettles", A, B, noon)
    reopen.consent(doors, kettles, code, noon, agrees=False)
    with pytest.raises(UserProblem, match="has said no"):
        propose(store, "kettles", B, A, noon)


def vote(name: str, voter: int, direction: Direction, method: Method, minute: int) -> Vote:
    cast = datetime.fromisoformat("2015-01-14T09:00+00:00") + timedelta(minutes=minute)
    return Vote(name, f"{voter:032x}", method, direction, cast, told=True)


VOTES = st.lists(
    st.builds(
        vote,
        st.sampled_from([A, B]),
        st.integers(0, 5),
        st.sampled_from(list(Direction)),
        st.sampled_from(list(Method)),
        st.integers(0, 500),
    ),
    max_size=20,
    unique_by=lambda given: (given.idea, given.voter, given.method),
)


def dump(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the two that tell what was proposed and decided."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in METADATA.sorted_tables
            if table.name not in ("joining", "moderation", "ranking")
        }
    engine.dispose()
    return found


def shown(store: SqlStore, campaign: Campaign, now: datetime) -> list[Document]:
    render = TemplateDocuments(None)
    with store.begin() as unit:
        return [render.idea(campaign, found, now) for found in unit.ideas.all("kettles")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VOTES, st.integers(0, 9), st.integers(0, 9))
def test_joined_everybody_counts_once_and_parted_everything_is_as_before(
    kettles: Campaign, noon: datetime, votes: list[Vote], readers: int, others: int
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bridge.db"
        store = SqlStore(f"sqlite:///{file}", FileKeyRing(Path(folder) / "keys.json"))
        store.upgrade()
        with store.begin() as unit:
            for name, seen in ((A, readers), (B, others)):
                unit.ideas.put(idea(name))
                document = f"kettles/idea/{name}"
                given = [one for one in votes if one.idea == name]
                unit.ledger.replace_votes("kettles", name, given, methods=POLL_AND_LIKE, at=noon)
                unit.ledger.put_exposures("kettles", [Exposure(document, seen, noon)])
                unit.ledger.put_replies("kettles", [Reply(ord(name[0]), document, "a" * 32, "Yes.", noon)])
        before, ranked, topics = dump(file), rank(store, kettles, noon), shown(store, kettles, noon)

        propose(store, "kettles", A, B, noon)
        with store.begin() as unit:
            (joined,) = tallies(unit, kettles)
        assert joined.idea == B
        assert joined.voters == len({one.voter for one in votes})
        assert (joined.readers, joined.replies, joined.repliers, joined.merges) == (
            max(readers, others),
            2,
            1,
            1,
        )
        assert rank(store, kettles, noon + timedelta(hours=1)).result_hash != ranked.result_hash

        assert part(store, "kettles", A, noon) == B

        assert dump(file) == before
        assert shown(store, kettles, noon) == topics
        assert rank(store, kettles, noon + timedelta(hours=2)).ideas == ranked.ideas
        with store.begin() as unit:
            decisions = [entry.decision for entry in unit.ideas.log_entries("kettles")]
        assert decisions == [Decision.JOIN, Decision.PART]
        store.close()


def test_where_only_counts_are_known_the_larger_one_stands(
    store: SqlStore, kettles: Campaign, noon: datetime
) -> None:
    """The same people may stand behind both counts; adding them up would count some twice."""
    with store.begin() as unit:
        for name, up, down in ((A, 5, 1), (B, 3, 4)):
            counts = [
                VoteCount(name, Method.POLL, way, number, noon)
                for way, number in ((Direction.UP, up), (Direction.DOWN, down))
            ]
            unit.ledger.replace_counts("kettles", name, counts)
    propose(store, "kettles", A, B, noon)
    with store.begin() as unit:
        (joined,) = tallies(unit, kettles)
    assert (joined.up, joined.down) == (5, 4)


def test_what_was_never_joined_cannot_be_parted(store: SqlStore, noon: datetime) -> None:
    with pytest.raises(UserProblem, match="was not joined"):
        part(store, "kettles", A, noon)


def test_a_withdrawn_idea_leaves_ranking_and_view(store: SqlStore, kettles: Campaign, noon: datetime) -> None:
    with store.begin() as unit:
        take_back(unit, idea(A), noon)
        assert [found.idea for found in tallies(unit, kettles)] == [B]
    document = shown(store, kettles, noon)[0]
    assert (document.facets[Facet.LISTED], document.facets[Facet.CLOSED]) == (False, True)
    assert document.facets[Facet.HISTORY] == "2"
    assert "of kettles" not in document.body
