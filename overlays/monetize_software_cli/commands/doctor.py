"""
The command that walks the production checklist. Changes nothing.
"""

from __future__ import annotations

import click

from monetize_software_cli.checks.check import Check
from monetize_software_cli.checks.connections import check_connections
from monetize_software_cli.checks.front_end import check_front_end
from monetize_software_cli.checks.idempotency import check_idempotency
from monetize_software_cli.checks.origin import check_https, check_settings
from monetize_software_cli.checks.receiver import check_receiver
from monetize_software_cli.checks.secrets import check_key, check_webhook_secret
from monetize_software_cli.checks.service import check_service
from monetize_software_cli.checks.store import check_store
from monetize_software_cli.exits import Exit
from monetize_software_cli.options import for_service
from monetize_software_cli.output import emit
from monetize_software_cli.session import KEY, SECRET, Session


@click.command()
@click.option(
    "--front-end",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False),
    help="Built front-end code that must not hold the key.",
)
@click.option("--receiver", metavar="URL", help="Your webhook receiver, which must refuse forged events.")
@click.option("--allow-remote", is_flag=True, help="The receiver may be on another machine.")
@click.option("--domain", metavar="HOST", help="The domain the paywall should have.")
@for_service
@click.pass_obj
def doctor(
    session: Session, front_end: str | None, receiver: str | None, allow_remote: bool, domain: str | None
) -> int:
    """
    Walk the checklist for production.

    Looks at settings, key, front end, https, TLS, proxies, domain, clock, idempotency, webhook secret, store and
    receiver.
    Ends with 1 when something must be done. Reads only, and shows no secret.
    """
    began = session.around.monotonic()
    receiving = check_receiver(session, receiver, allow_remote=allow_remote)  # first: it refuses wrong arguments
    checks = [
        check_settings(session),
        check_key(session),
        check_front_end(front_end, [session.setting(KEY), session.key() or "", session.setting(SECRET)]),
        check_https(session.chosen_origin),
        *check_connections(session),
        *check_service(session, domain),
        check_idempotency(),
        check_webhook_secret(session),
        *check_store(session),
        *receiving,
    ]
    return _report(session, checks, session.around.monotonic() - began)


def _report(session: Session, checks: list[Check], seconds: float) -> int:
    failures = sum(check.state == "failed" for check in checks)
    verdict = "All is well." if not failures else f"{failures} to do."
    verdict += f" ({seconds:.1f} s)"
    data = {"ok": not failures, "seconds": round(seconds, 3), "checks": [check.to_dict() for check in checks]}
    emit(session, data, "\n".join([*(check.line for check in checks), "", verdict]))
    return Exit.REFUSED if failures else Exit.DONE


COMMANDS = (doctor,)
