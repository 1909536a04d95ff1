"""Campaign files: YAML in, a checked Campaign or all problems at once out."""
