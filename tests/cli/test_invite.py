"""`invite`: codes for a printer, and the truth about what a mail merge does."""

from __future__ import annotations

from bridge.domain.receipt import read_code
from tests.e2e.staging import Operator


def test_codes_are_printed_one_a_line(operator: Operator) -> None:
    told = operator.run("invite", "--count", 20).fine()
    codes = told.out.splitlines()
    assert len(set(codes)) == 20
    assert [read_code(code) for code in codes] == codes
    assert "A mail merge records who got which code" in told.err
    assert "asks for no invitation" in told.err


def test_a_file_is_for_its_owner_alone_and_never_overwritten(operator: Operator) -> None:
    told = operator.run("invite", "-n", 3, "--out", "cards.txt").fine()
    path = operator.folder / "cards.txt"
    assert told.out == ""
    assert "3 invitations in cards.txt" in told.err
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_text()
    assert len(written.splitlines()) == 3
    again = operator.run("invite", "-n", 3, "--out", "cards.txt")
    assert again.code == 2
    assert "cards.txt exists already" in again.err
    assert path.read_text() == written


def test_a_campaign_by_invitation_is_not_told_to_become_one(operator: Operator) -> None:
    declared = operator.folder / "campaign.yaml"
    declared.write_text(declared.read_text() + "intake: {form: invited}\n")
    assert "asks for no invitation" not in operator.run("invite", "-n", 1).fine().err


def test_doors_in_the_main_database_are_refused(operator: Operator) -> None:
    main = operator.environment["IDEABRIDGE_DATABASE_URL"]
    told = operator.wears(IDEABRIDGE_DOORS_URL=main).run("invite", "-n", 1)
    assert told.code == 2
    assert "IDEABRIDGE_DOORS_URL names the main database" in told.err
