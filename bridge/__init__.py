"""ideabridge: a sync bridge between declared idea campaigns and a Discourse forum."""

__version__ = "0.1.0"
