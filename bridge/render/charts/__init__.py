"""Pictures of rankings, drawn by matplotlib; nothing outside this package imports it."""
