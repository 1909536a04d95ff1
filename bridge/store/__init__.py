"""The database adapter: SQLAlchemy Core tables, typed repositories, one unit of work, keys beside it."""
