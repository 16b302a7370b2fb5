"""
The kinds of bugs that somebody must catch. Names none of them in particular.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "server": (
        "owner not checked",
        "any key accepted",
        "inactive key accepted",
        "limit off by one",
        "partial debit",
        "refusal not undone",
        "lost update",
        "negative amount",
        "wrong status",
        "wrong code",
        "missing header",
        "leak to another user",
        "idempotency ignored",
        "idempotency unscoped",
        "idempotency endless",
        "crash on odd text",
        "event missing",
        "event repeated",
        "retry schedule",
        "retry of a refusal",
        "wrong bytes signed",
        "renewal drift",
        "second trial",
        "cancelled too early",
        "dunning endless",
        "access granted wrongly",
        "fault repeated",
        "incomplete reset",
    ),
    "client": (
        "wrong header",
        "identity misplaced",
        "two credentials",
        "key changed on retry",
        "unsafe retry",
        "server's wish ignored",
        "wrong class of error",
        "secret shown",
        "address shown",
        "redirect followed",
        "cookies kept",
        "endless wait",
        "origin cut",
        "signature compared wrongly",
        "unsigned accepted",
        "access granted wrongly",
        "money rounded",
        "connections leaked",
        "shared identity",
        "clients differ",
    ),
    "spec": (
        "constraint dropped",
        "answer undocumented",
        "code undocumented",
        "security dropped",
        "retry loosened",
        "required made optional",
        "wrong example",
        "event field renamed",
    ),
}
"""
By side.
"""
