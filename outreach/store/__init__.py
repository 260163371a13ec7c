"""The only SQLAlchemy: tables, sessions, queries, migrations."""
