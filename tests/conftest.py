"""What holds for all tests: the language model is off unless a test turns it on, installed or not."""

from __future__ import annotations

import os

os.environ.setdefault("IDEABRIDGE_NER", "off")
