"""
A Django project with the app, on a database of each kind. Django's settings are the process's: a test changes them by
`override_settings` alone. The fixtures are in `django_fixtures`, which loads this when it is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.db import connections

from tests.support.deliveries import SECRET, Clock
from tests.support.servers import Postgres

__all__ = [
    "Event",
    "Fact",
    "Project",
    "Seen",
    "User",
    "checked",
    "hearing",
    "migrated",
    "postgresql",
    "sqlite",
    "using",
]

_APPS = ("admin", "auth", "contenttypes", "messages", "sessions")
_MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]
    },
}
_SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "unused", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}

if not settings.configured:
    settings.configure(
        SECRET_KEY="for tests alone",
        DEBUG=False,
        USE_TZ=True,
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="tests.support.django_urls",
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in _APPS), "monetize_software.receivers.django"],
        MIDDLEWARE=list(_MIDDLEWARE),
        TEMPLATES=[_TEMPLATES],
        STATIC_URL="/static/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DATABASES={"default": dict(_SQLITE)},
        MONETIZE_RECEIVERS={
            "default": {"SECRET": SECRET, "CLOCK": Clock()},
            "queued": {"SECRET": SECRET, "CLOCK": Clock(), "MODE": "queued"},
        },
    )
    django.setup()

# Models can be imported when the project is set up, and not before.
from django.contrib.auth.models import User  # noqa: E402
from django.dispatch import Signal  # noqa: E402

from monetize_software.receivers.django.models import Event, Fact  # noqa: E402
from monetize_software.receivers.django.registry import receivers  # noqa: E402
from monetize_software.receivers.django.signals import event_committed, event_received  # noqa: E402


class Project(NamedTuple):
    """
    The project's database.

    Attributes:
        kind: "sqlite" or "postgresql".
        url: For `SQLStore` and SQLAlchemy.
    """

    kind: str
    url: str


class Seen:
    """
    What receivers of the two signals were sent; a function given is called first.
    """

    def __init__(self) -> None:
        self.received: list[str] = []
        self.committed: list[str] = []
        self.during: Any = None

    def on_received(self, sender: Any, event: Any, **_: Any) -> None:
        """
        Note an event, in its transaction.
        """
        self.received.append(event.id)
        if self.during is not None:
            self.during(event)

    def on_committed(self, sender: Any, event: Any, **_: Any) -> None:
        """
        Note an event, after its transaction.
        """
        self.committed.append(event.id)


@contextmanager
def hearing() -> Generator[Seen]:
    """
    Receivers of both signals.
    """
    made = Seen()
    pairs: list[tuple[Signal, Any]] = [(event_received, made.on_received), (event_committed, made.on_committed)]
    for signal, receiver in pairs:
        signal.connect(receiver)
    yield made
    for signal, receiver in pairs:
        signal.disconnect(receiver)


def checked() -> list[CheckMessage]:
    """
    What `manage.py check` says of the app.
    """
    return run_checks(tags=["monetize"])


def migrated(database: dict[str, Any]) -> None:
    """
    Make the tables of all apps.
    """
    with using(database):
        call_command("migrate", verbosity=0)


def sqlite(file: str) -> dict[str, Any]:
    """
    The settings of a file.
    """
    return {**_SQLITE, "NAME": file}


def postgresql(server: Postgres, name: str) -> dict[str, Any]:
    """
    The settings of a database of PostgreSQL.
    """
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "postgres", "HOST": str(server.folder)}


@contextmanager
def using(database: dict[str, Any]) -> Generator[None]:
    """
    Have the project use this database.
    """
    _forget()
    connections.settings["default"] = connections.configure_settings({"default": database})["default"]
    yield
    _forget()


def _forget() -> None:
    receivers.forget()
    _drop()
    asyncio.run(sync_to_async(_drop)())  # on the thread of async views


def _drop() -> None:
    connections["default"].close()
    del connections["default"]
