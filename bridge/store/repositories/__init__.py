"""One typed repository per noun."""
