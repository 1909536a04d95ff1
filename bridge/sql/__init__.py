"""Databases: how the bridge connects to them, and what goes wrong there in words. Knows no table."""
