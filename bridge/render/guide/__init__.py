"""The guide as a site of static files: pages, search, pictures and data, from what the pipeline gathered."""
