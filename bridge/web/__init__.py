"""The web entry: forms and pages."""
