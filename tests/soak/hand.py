"""`python -m tests.soak.hand FOLDER`: a worker on the shared clock, until it is killed or told to stop."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from bridge.settings import Settings
from bridge.wiring import open_bridge
from bridge.worker.campaigns import Campaigns
from bridge.worker.files import CampaignFiles
from bridge.worker.loop import Worker
from tests.soak.shared_clock import SharedClock


def main(folder: Path) -> None:
    """Work."""
    settings = Settings(**json.loads((folder / "settings.json").read_text(encoding="utf-8")))
    clock = SharedClock(folder / "clock")
    bridge = open_bridge(settings, forum=False, clock=clock)
    said = (folder / f"worker-{sys.argv[2]}.txt").open("a", encoding="utf-8", buffering=1)

    def tell(sentence: str) -> None:
        said.write(f"{sentence}\n")

    worker = Worker(
        bridge,
        settings,
        Campaigns(CampaignFiles([folder / "campaign.yaml"]), bridge.store, bridge.declarer),
        tell,
    )
    signal.signal(signal.SIGTERM, lambda *_: worker.stopping.set())
    while not worker.stopping.is_set():
        worker.tick()
        time.sleep(0.05)
    bridge.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
