"""What holds for all tests: the language model is off unless a test turns it on, installed or not."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("IDEABRIDGE_NER", "off")

# How long an example takes says something of the machine and nothing of the code: benchmarks measure time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
