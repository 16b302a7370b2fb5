"""
The tables that accounts are kept in. Holds text only.
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final = """
CREATE TABLE bearers (
    digest TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, expires_at INTEGER NOT NULL, session_id TEXT
) WITHOUT ROWID;
CREATE TABLE credentials (
    user_id TEXT PRIMARY KEY REFERENCES users, salt TEXT NOT NULL, digest TEXT NOT NULL, confirmed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE provider_identities (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, subject TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users,
    created INTEGER NOT NULL, UNIQUE (provider, subject)
) WITHOUT ROWID;
CREATE TABLE auth_sessions (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, paywall_id TEXT NOT NULL REFERENCES paywalls,
    created INTEGER NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX auth_sessions_by_user ON auth_sessions (user_id);
CREATE TABLE refresh_tokens (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL REFERENCES auth_sessions, parent TEXT,
    created INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_by_parent ON refresh_tokens (parent);
CREATE TABLE codes (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, secret TEXT NOT NULL, link_secret TEXT NOT NULL, email TEXT,
    email_key TEXT, user_id TEXT, paywall_id TEXT NOT NULL REFERENCES paywalls, data TEXT NOT NULL,
    created INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
);
CREATE INDEX codes_by_email ON codes (email_key);
CREATE INDEX codes_by_secret ON codes (secret);
CREATE INDEX codes_by_link ON codes (link_secret);
CREATE TABLE mails (
    sequence INTEGER PRIMARY KEY, paywall_id TEXT NOT NULL REFERENCES paywalls, recipient TEXT NOT NULL,
    email_key TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, code TEXT, link TEXT,
    created INTEGER NOT NULL
);
CREATE INDEX mails_by_email ON mails (email_key);
CREATE TABLE auth_attempts (sequence INTEGER PRIMARY KEY, scope TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX auth_attempts_by_scope ON auth_attempts (scope, at);
"""
