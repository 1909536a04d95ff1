"""Campaign files: YAML in, a checked Campaign or all problems at once out.

`load` reads a file, `load_all` several that share one forum, `render_problems` words what is wrong with them,
`schema` helps editors, `scaffold` writes a file to start from, `ready_lenses` and `ready_groups` are what
campaigns can use by name.
"""

from bridge.declare.json_schema import schema
from bridge.declare.loader import load, load_all, load_text
from bridge.declare.problems import render, render_problems
from bridge.declare.ready import ready_groups, ready_lenses
from bridge.declare.scaffolding import scaffold, slug_of

__all__ = [
    "load",
    "load_all",
    "load_text",
    "ready_groups",
    "ready_lenses",
    "render",
    "render_problems",
    "scaffold",
    "schema",
    "slug_of",
]
