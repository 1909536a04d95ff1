"""Turning a post's text into HTML, as close to Discourse's own pipeline as inertness and polls need.

Order matters and is Discourse's: Markdown and BBCode are parsed, bare addresses become links while escapes
still stand
apart, and only then do mentions, hashtags, emoji and check boxes run over the final text, where a backslash
no longer helps.
"""
