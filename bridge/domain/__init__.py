"""Nouns and rules of an idea campaign: standard library only, no clock, no input or output."""
