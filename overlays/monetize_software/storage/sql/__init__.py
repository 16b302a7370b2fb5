"""
Keeps everything in SQLite or PostgreSQL, by SQLAlchemy Core. The one room that knows SQL.
"""
