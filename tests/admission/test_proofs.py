"""A proof of work lets in once; it can be neither made up, nor kept for later, nor used elsewhere."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.admission.desk import Admission
from bridge.admission.proofs import LASTS, ROUNDS, TRIES, read_proof
from bridge.admission.refusals import ProofExpired, ProofMissing, ProofUsed, ProofWrong
from bridge.domain.campaign import Campaign
from tests.admission.conftest import NOON

MINUTE = timedelta(minutes=1)


def solve(challenge: dict[str, Any]) -> dict[str, Any]:
    """What the widget sends, before it is written as base64."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    return altcha.Payload(asked, solution).to_dict()


def written(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def send(desk: Admission, campaign: Campaign, proof: str | None, now: datetime) -> None:
    token = desk.form_token(campaign, now - MINUTE)
    desk.check_and_spend(campaign, token=token, proof=proof, address="192.0.2.7", now=now)


def test_each_is_good_once(desk: Admission, working: Campaign, noon: datetime) -> None:
    proof = written(solve(desk.challenge(working, noon)))
    assert len(proof) < 1500
    send(desk, working, proof, noon + MINUTE)
    with pytest.raises(ProofUsed):
        send(desk, working, proof, noon + MINUTE)


def test_solved_twice_it_is_still_one(desk: Admission, working: Campaign, noon: datetime) -> None:
    challenge = desk.challenge(working, noon)
    payload = solve(challenge)
    send(desk, working, written(payload), noon + MINUTE)
    payload["solution"]["time"] = 17
    with pytest.raises(ProofUsed):
        send(desk, working, written(payload), noon + MINUTE)


def test_without_one_nobody_comes_in(desk: Admission, working: Campaign, noon: datetime) -> None:
    with pytest.raises(ProofMissing):
        send(desk, working, None, noon)


def test_it_counts_as_long_as_a_form(desk: Admission, working: Campaign, noon: datetime) -> None:
    """On the clock that is handed in, which need not be the machine's."""
    proof = written(solve(desk.challenge(working, noon)))
    with pytest.raises(ProofExpired):
        send(desk, working, proof, noon + LASTS)
    send(desk, working, proof, noon + LASTS - MINUTE)


def test_it_is_for_one_campaign(desk: Admission, working: Campaign, spoons: Campaign, noon: datetime) -> None:
    proof = written(solve(desk.challenge(spoons, noon)))
    with pytest.raises(ProofWrong):
        send(desk, working, proof, noon + MINUTE)


def test_a_guess_does_not_count(desk: Admission, working: Campaign, noon: datetime) -> None:
    challenge = desk.challenge(working, noon)
    prefix = challenge["parameters"]["keyPrefix"]
    guess = {"challenge": challenge, "solution": {"counter": 7, "derivedKey": prefix.ljust(64, "0")}}
    with pytest.raises(ProofWrong):
        send(desk, working, written(guess), noon + MINUTE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cost", 1),
        ("keyPrefix", ""),
        ("keySignature", None),
        ("data", {"campaign": "kettles", "until": 9_999_999_999}),
        ("nonce", "00" * 16),
        ("expiresAt", 9_999_999_999),
    ],
)
def test_an_easier_challenge_is_not_ours(
    desk: Admission, working: Campaign, noon: datetime, key: str, value: object
) -> None:
    payload = solve(desk.challenge(working, noon))
    payload["challenge"]["parameters"][key] = value
    with pytest.raises(ProofWrong):
        send(desk, working, written(payload), noon + MINUTE)


def test_it_costs_what_is_said(desk: Admission, working: Campaign, noon: datetime) -> None:
    challenge = desk.challenge(working, noon)
    assert challenge["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    assert challenge["parameters"]["cost"] == ROUNDS
    assert 0 <= solve(challenge)["solution"]["counter"] < TRIES


def test_a_refused_proof_leaves_the_form_good(desk: Admission, working: Campaign, noon: datetime) -> None:
    token = desk.form_token(working, noon)
    later = noon + MINUTE
    with pytest.raises(ProofWrong):
        desk.check_and_spend(working, token=token, proof="e30=", address="192.0.2.7", now=later)
    proof = written(solve(desk.challenge(working, noon)))
    desk.check_and_spend(working, token=token, proof=proof, address="192.0.2.7", now=later)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=12), below, max_size=4),
    max_leaves=8,
)
_PARAMETERS = st.fixed_dictionaries(
    {"algorithm": _JSON, "nonce": _JSON, "salt": _JSON, "cost": _JSON},
    optional={
        "data": _JSON,
        "expiresAt": _JSON,
        "keyPrefix": _JSON,
        "keySignature": _JSON,
        "keyLength": _JSON,
    },
)


@given(
    proof=st.text(max_size=80)
    | _JSON.map(written)
    | st.builds(
        lambda parameters, signature, counter, key: written(
            {
                "challenge": {"parameters": parameters, "signature": signature},
                "solution": {"counter": counter, "derivedKey": key},
            }
        ),
        _PARAMETERS,
        _JSON,
        _JSON,
        _JSON,
    )
)
def test_anything_else_is_no_proof(proof: str) -> None:
    with pytest.raises(ProofWrong):
        read_proof(b"secret", b"solved", "kettles", proof, NOON)


def test_a_monstrous_one_is_not_even_read() -> None:
    with pytest.raises(ProofWrong):
        read_proof(b"secret", b"solved", "kettles", written([[]] * 5_000), NOON)
