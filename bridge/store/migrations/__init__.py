"""Changes of the layout, in order, run by `bridge.store.schema`."""
