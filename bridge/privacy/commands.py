"""The operator's commands as processes of their own, with everything that they say kept for the search."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bridge.domain.errors import BridgeError

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 300.0


class Failed(BridgeError):
    """A command or a request of the rehearsal did not do what it should."""


@dataclass(slots=True)
class Commands:
    """Starts `python -m bridge` in a folder and an environment of its own, with every event logged."""

    folder: Path
    environment: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        """What a command printed; Failed where it ends with anything but 0."""
        done = subprocess.run(  # noqa: S603 - this very program
            self._line(words),
            cwd=self.folder,
            env=self._whole(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        self.said[f"{len(self.said) + 1} {words[0]}"] = done.stdout + done.stderr
        if done.returncode:
            tail = done.stderr.strip().splitlines()[-3:]
            raise Failed(f"`ideabridge {' '.join(words)}` failed: {' / '.join(tail)}")
        return done.stdout

    def start(self, *words: str, says: str) -> tuple[subprocess.Popen[bytes], str]:
        """A command that goes on; given once it has printed a line with these words, and that line."""
        out, err = self.folder.parent / f"{words[0]}.out", self.folder.parent / f"{words[0]}.err"
        with out.open("wb") as out_file, err.open("wb") as err_file:
            process = subprocess.Popen(  # noqa: S603 - this very program
                self._line(words),
                cwd=self.folder,
                env=self._whole(),
                stdin=subprocess.DEVNULL,
                stdout=out_file,
                stderr=err_file,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            for line in out.read_text(encoding="utf-8").splitlines():
                if says in line:
                    return process, line
            time.sleep(0.05)
        process.kill()
        raise Failed(
            f"`ideabridge {' '.join(words)}` did not start: {err.read_text(encoding='utf-8')[-300:]}"
        )

    def end(self, process: subprocess.Popen[bytes], name: str) -> None:
        """Ctrl-C, and what it said."""
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        for kind in ("out", "err"):
            path = self.folder.parent / f"{name}.{kind}"
            self.said[f"{name} {kind}"] = path.read_text(encoding="utf-8")

    @staticmethod
    def _line(words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "bridge", "--debug", *words]

    def _whole(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEABRIDGE_")}
        return {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **self.environment}
