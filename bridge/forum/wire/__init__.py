"""Typed models of the forum's answers, one module per resource."""
