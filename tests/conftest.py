"""What holds for all tests: the language model is off unless a test turns it on, installed or not."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("IDEABRIDGE_NER", "off")

# How long an example takes says something of the machine and nothing of the code: benchmarks measure time.
settings.register_profile("house", deadline=None)
# The same examples each time, so that a change is judged by itself; runs at a desk go on searching.
settings.register_profile("ci", settings.get_profile("house"), derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
