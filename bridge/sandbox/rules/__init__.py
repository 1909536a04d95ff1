"""What the forum allows and refuses: rights, texts, titles, tags, limits."""
