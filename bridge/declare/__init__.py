"""Campaign files: YAML in, a checked Campaign or all problems at once out.

`loader.load` reads a file, `problems.render_all` words what is wrong with it, `json_schema.schema` helps
editors, `scaffolding.scaffold` writes a file to start from, `ready` holds the shipped lenses and groups.
"""
