"""The database adapter: SQLAlchemy Core tables and typed repositories."""
