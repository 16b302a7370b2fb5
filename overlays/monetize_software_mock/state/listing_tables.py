"""
The tables that lists for people are searched in: a text for each customer and each delivery. Holds SQL only.

SQLite keeps them itself, by triggers, so that nothing that changes a row has to think of them; `tables` knows no row
of them, and a comparison of two worlds leaves them out. Each holds little beside the text, so that going through a
hundred thousand of them takes milliseconds.
"""

from __future__ import annotations

from typing import Final

from .statuses import PAID_FOR

WITH: Final = 1
TRIAL: Final = 2
PAST_DUE: Final = 4
"""
Bits of a customer's `standing`: has something that gives access, is on a trial, owes a payment.
"""

HOUSEKEEPING: Final = ("idempotency_expiry", "checkout_expiry", "ticket_window", "log_expiry")
"""
Kinds of what only tidies up: nobody waits for it.
"""

FAILING: Final = "status IN ('refused', 'exhausted') OR (status = 'pending' AND attempts > 0)"
HELD: Final = "status = 'held'"
"""
Deliveries that failed or wait for another try, and those that are held. A question has to say it in the same words as
the index, or SQLite goes through all of them.
"""

_PAID: Final = ", ".join(f"'{each}'" for each in (*PAID_FOR, "trialing"))
_CUSTOMER: Final = "lower(coalesce(new.email, '') || ' ' || coalesce(new.name, '') || ' ' || new.id)"
_BITS: Final = f"{WITH} * (status IN ({_PAID})) + {TRIAL} * (status = 'trialing') + {PAST_DUE} * (status = 'past_due')"
_BUYER: Final = "place = (SELECT rowid FROM users WHERE id = new.user_id)"
_DELIVERY: Final = "lower(coalesce(users.email, '') || ' ' || events.type || ' ' || events.id || ' ' || deliveries.id)"
_OF_DELIVERY: Final = "events JOIN users ON users.id = events.user_id"

SCHEMA: Final = f"""
CREATE TABLE listed_customers (place INTEGER PRIMARY KEY, standing INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TRIGGER customer_came AFTER INSERT ON users BEGIN
    INSERT INTO listed_customers VALUES (new.rowid, 0, {_CUSTOMER});
END;
CREATE TRIGGER customer_renamed AFTER UPDATE OF email, name ON users BEGIN
    UPDATE listed_customers SET text = {_CUSTOMER} WHERE place = new.rowid;
    UPDATE listed_deliveries SET text = (
        SELECT {_DELIVERY} FROM {_OF_DELIVERY} JOIN deliveries ON event_id = events.id WHERE deliveries.rowid = place
    ) WHERE place IN (
        SELECT deliveries.rowid FROM events JOIN deliveries ON event_id = events.id WHERE events.user_id = new.id
    );
END;
CREATE TRIGGER purchase_came AFTER INSERT ON purchases BEGIN
    UPDATE listed_customers SET standing = standing | ({_BITS.replace("status", "new.status")}) WHERE {_BUYER};
END;
CREATE TRIGGER purchase_changed AFTER UPDATE OF status ON purchases WHEN old.status <> new.status BEGIN
    UPDATE listed_customers SET standing = (
        SELECT max(({_BITS}) & {WITH}) + max(({_BITS}) & {TRIAL}) + max(({_BITS}) & {PAST_DUE})
        FROM purchases WHERE user_id = new.user_id
    ) WHERE {_BUYER};
END;
CREATE TABLE listed_deliveries (place INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TRIGGER delivery_came AFTER INSERT ON deliveries BEGIN
    INSERT INTO listed_deliveries
    SELECT new.rowid, {_DELIVERY.replace("deliveries.", "new.")} FROM {_OF_DELIVERY} WHERE events.id = new.event_id;
END;
CREATE TRIGGER delivery_forgotten AFTER DELETE ON deliveries BEGIN
    DELETE FROM listed_deliveries WHERE place = old.rowid;
END;
CREATE INDEX deliveries_failing ON deliveries (created, status, attempts) WHERE {FAILING};
CREATE INDEX deliveries_held ON deliveries (created, status) WHERE {HELD};
CREATE INDEX journal_of_housekeeping ON journal (at) WHERE kind IN {HOUSEKEEPING};
CREATE INDEX deliveries_by_endpoint ON deliveries (endpoint_id, status);
"""
