"""The forum adapter: Discourse over HTTP. Nothing else in the bridge speaks HTTP to the forum."""
