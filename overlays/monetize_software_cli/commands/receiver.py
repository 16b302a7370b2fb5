"""
The commands about the user's own receiver of webhooks: its tables, workers, events that wait, and its public address.
"""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import click

from monetize_software_cli.addresses import host_of, scheme_of
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.options import as_json
from monetize_software_cli.output import emit, emit_line, facts, note, table
from monetize_software_cli.programs import named_object
from monetize_software_cli.session import Session
from monetize_software_cli.web import NoAnswer

if TYPE_CHECKING:
    from monetize_software.receivers import Finding, Probe, Receiver, Worker

_STATES = ("open", "failed", "done", "dead", "ignored", "unreadable")

_named = click.argument("receiver", metavar="MODULE:NAME")


@click.group()
def receiver() -> None:
    """
    Work with your own receiver: shop:receiver, for one.
    """


def _receiver(name: str) -> Receiver:
    from monetize_software.receivers import Receiver

    found: Receiver = named_object(name, str(Path.cwd()), Receiver)
    return found


@receiver.command()
@_named
@as_json
@click.pass_obj
def migrate(session: Session, receiver: str) -> None:
    """
    Create the tables of its store, or bring them up to this release.
    """
    _receiver(receiver).store.migrate()
    emit(session, {"migrated": True}, "The tables are those of this release.")


@receiver.command()
@_named
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Subjects at once.")
@click.option("--once", is_flag=True, help="End when nothing is due any more.")
@as_json
@click.pass_obj
def work(session: Session, receiver: str, threads: int, once: bool) -> None:
    """
    Run the handlers of events that wait, until interrupted.

    In order of time within a subscription; failed events come again, later each time.
    """
    worker = _receiver(receiver).worker(threads=threads)
    if once:
        worker.run_once()
    else:
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):  # the last is a closed terminal, where there is such a thing
            if number := getattr(signal, name, None):
                signal.signal(number, partial(_stop, worker))
        note(session, "Working; interrupt to end.")
        worker.run()
    done = {"done": worker.progress.done, "failed": worker.progress.failed}
    emit(session, done, facts(done))


def _stop(worker: Worker, *_: Any) -> None:
    worker.stop()


@receiver.command()
@_named
@as_json
@click.pass_obj
def status(session: Session, receiver: str) -> None:
    """
    Count events by state, and the workers at work.
    """
    found = _receiver(receiver)
    counts = {**dict.fromkeys(_STATES, 0), **found.counts(), "workers": found.health()["workers"]}
    emit(session, counts, facts(counts))


@receiver.command(name="list")
@_named
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="Only of this state; repeatable.")
@click.option("--user-id", default="", metavar="ID", help="Only of this user, by the service's id.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many.")
@as_json
@click.pass_obj
def list_events(session: Session, receiver: str, states: tuple[Any, ...], user_id: str, limit: int) -> None:
    """
    List events, oldest first.
    """
    rows = _receiver(receiver).find(states=states, user=user_id, limit=limit)
    emit(
        session,
        [_shown(row) for row in rows],
        table(
            ["ID", "TYPE", "STATE", "AT", "ATTEMPTS", "ERROR"],
            [(row.id, row.type, row.state, _moment(row.at), row.attempts, row.error) for row in rows],
        ),
    )


@receiver.command()
@_named
@click.argument("event_ids", metavar="EVENT...", nargs=-1, required=True)
@as_json
@click.pass_obj
def retry(session: Session, receiver: str, event_ids: tuple[str, ...]) -> int:
    """
    Have failed or dead events run again, by the next worker.
    """
    found = _receiver(receiver)
    retried = {id: found.retry(id) for id in event_ids}
    emit(session, retried, facts({id: "will run" if done else "not failed" for id, done in retried.items()}))
    return Exit.DONE if all(retried.values()) else Exit.REFUSED


@receiver.command()
@_named
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Only of this type; repeatable.")
@click.option("--user-id", default="", metavar="ID", help="Only of this user, by the service's id.")
@click.option("--since", type=click.DateTime(), help="Only from this time on, in UTC.")
@click.option("--until", type=click.DateTime(), help="Only until this time, in UTC.")
@click.option("--dry-run", "dry", is_flag=True, help="Only count.")
@as_json
@click.pass_obj
def replay(
    session: Session,
    receiver: str,
    types: tuple[str, ...],
    user_id: str,
    since: datetime | None,
    until: datetime | None,
    dry: bool,
) -> int:
    """
    Run the handlers of recorded events again, oldest first.
    """
    result = _receiver(receiver).replay(
        types=types,
        user=user_id,
        since=_seconds(since) or 0.0,
        until=_seconds(until),
        dry=dry,
        tell=lambda row: emit_line(session, _shown(row), f"{_moment(row.at)}  {row.id}  {row.state}"),
    )
    emit(session, result._asdict(), facts(result._asdict()))
    return Exit.REFUSED if result.failed else Exit.DONE


@receiver.command()
@_named
@as_json
@click.pass_obj
def sweep(session: Session, receiver: str) -> None:
    """
    Hand over again what has been open for a minute.
    """
    found = _receiver(receiver)
    handed = found.sweep()
    found.close()
    emit(session, {"handed_over": handed}, f"{handed} handed over.")


@receiver.command()
@_named
@click.option("--bodies-days", type=click.IntRange(0), default=90, show_default=True, help="Keep bodies so long.")
@click.option("--rows-days", type=click.IntRange(35), default=400, show_default=True, help="Know ids so long.")
@as_json
@click.pass_obj
def prune(session: Session, receiver: str, bodies_days: int, rows_days: int) -> None:
    """
    Empty the bodies of old events, and forget very old ones.
    """
    emptied, removed = _receiver(receiver).prune(bodies_days=bodies_days, rows_days=rows_days)
    emit(session, {"emptied": emptied, "removed": removed}, f"{emptied} bodies emptied, {removed} events removed.")


@receiver.command()
@click.argument("url")
@click.option("--ask-secret", is_flag=True, help="Type the secret in, instead of WEBHOOK_SECRET.")
@as_json
@click.pass_obj
def check(session: Session, url: str, ask_secret: bool) -> int:
    """
    Post a signed event to a public address, and explain the answer.

    The event has a type that no handler is for: it is recorded and nothing else.
    """
    from monetize_software.receivers import explain, probes

    if scheme_of(url) not in ("http", "https") or not host_of(url):
        raise click.BadParameter("Give a full address, such as https://shop.example.com/webhooks/billing.")
    secret = session.webhook_secret(ask=ask_secret)
    results = [
        (probe, status, explain(probe, status)) for probe, status in _sent(session, url, probes(secret, token_hex(8)))
    ]
    emit(session, [_told(*each) for each in results], "\n".join(_line(*each) for each in results))
    return Exit.DONE if all(finding.ok for _, _, finding in results) else Exit.REFUSED


def _sent(session: Session, url: str, probes: list[Probe]) -> list[tuple[Probe, int]]:
    try:
        return [(probe, session.web(url).send("POST", url, probe.headers, probe.body).status) for probe in probes]
    except NoAnswer as problem:
        raise Failure(
            Exit.NETWORK, "network_error", f"{problem}.", "Start your server, and check the address."
        ) from None


def _told(probe: Probe, status: int, finding: Finding) -> dict[str, Any]:
    return {
        "probe": probe.name,
        "expected": probe.expected,
        "status": status,
        "ok": finding.ok,
        "remedy": finding.remedy,
    }


def _line(probe: Probe, status: int, finding: Finding) -> str:
    return f"{'ok' if finding.ok else 'NO'}  {probe.name}: {status}" + (f"; {finding.remedy}" if finding.remedy else "")


def _shown(row: Any) -> dict[str, Any]:
    names = ("id", "type", "subject", "state", "at", "received", "attempts", "due", "error")
    return {name: getattr(row, name) for name in names}


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.replace(tzinfo=UTC).timestamp()


COMMANDS = (receiver,)
