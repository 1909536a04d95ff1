"""Words and pages: templates to Documents."""
