"""The embedded forum: a Discourse-compatible server on SQLite, for the demo, tests and trying things out.

It answers the part of Discourse's HTTP interface that a sync bridge uses, with the same shapes and the same
refusals,
and shows plain HTML pages to a person with a browser. Nothing else in the package imports it except the
command line.
"""

from bridge.sandbox.faults import Fault, Faults, RequestInfo
from bridge.sandbox.limits import Limits
from bridge.sandbox.members import Member
from bridge.sandbox.refusals import SandboxRefusal
from bridge.sandbox.seed import Keys
from bridge.sandbox.server import Sandbox, serve

__all__ = ["Fault", "Faults", "Keys", "Limits", "Member", "RequestInfo", "Sandbox", "SandboxRefusal", "serve"]
