"""Use cases, one verb per module; they know the domain, the engine and the ports."""
