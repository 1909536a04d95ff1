"""Calls to the forum, one module per resource."""
