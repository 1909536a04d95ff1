"""The command `ideabridge`: one module per command group."""
