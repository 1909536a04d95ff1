"""The forum adapter: Discourse over HTTP. Nothing else in the bridge speaks HTTP to the forum.

From the outside in: `adapter` is the port, `snapshot_*` are the two ways to look at a category, `api` has a
module for each resource, `wire` the models of its answers, `retry` and `pacing` decide when a request goes
out, `transport` sends it, and `errors` says what a failure means.
"""

from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings

__all__ = ["DiscourseForum", "ForumSettings"]
