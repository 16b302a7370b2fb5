"""
Uses the Django app on one database. A program of a fresh environment; its argument is the entry of DATABASES, as JSON.
"""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command

SECRET = "whsec_compat"

settings.configure(
    SECRET_KEY="for this program alone",
    USE_TZ=True,
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "monetize_software.receivers.django",
    ],
    DATABASES={"default": json.loads(sys.argv[1])},
    MONETIZE_RECEIVERS={"default": {"SECRET": SECRET}},
)
django.setup()

# What follows can be imported when the project is set up, and not before.
from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from monetize_software import webhooks  # noqa: E402
from monetize_software.receivers.django.models import Event  # noqa: E402
from monetize_software.receivers.django.signals import event_received  # noqa: E402
from monetize_software.receivers.django.urls import webhook  # noqa: E402

urlpatterns = [*webhook("webhooks/billing"), *webhook("webhooks/awaited", is_async=True)]


def create_member(event: webhooks.Event, **_: object) -> None:
    """
    Write by the ORM, in the event's transaction.
    """
    User.objects.create(username=event.id)


def main() -> None:
    """
    Migrate, deliver twice to both views, and look.
    """
    call_command("migrate", verbosity=0)
    assert [] == run_checks()
    event_received.connect(create_member)
    for id, path in (("evt_1", "/webhooks/billing"), ("evt_2", "/webhooks/awaited")):
        event = {"id": id, "type": "payment.completed", "created_at": "2030-01-01T00:00:00Z"}
        body = json.dumps({**event, "data": {"user": {"id": "u"}, "payment": {"id": "p"}}}).encode()
        for _ in range(2):
            answer = Client().post(path, body, "application/json", headers=webhooks.sign(body, SECRET))
            assert 200 == answer.status_code, answer.content
    assert ["evt_1", "evt_2"] == sorted(User.objects.values_list("username", flat=True))
    assert ["done", "done"] == list(Event.objects.values_list("state", flat=True))
    print("everything was recorded")


if __name__ == "__main__":
    main()
