"""
A Django project in one file: it sells, members get in by what webhooks told, and its admin shows every event.

    python docs/examples/django_project.py

makes its tables and an administrator ("admin", password "admin"), and starts on port 8000, with a mock server behind it
unless PAYWALL_ID, PAYWALL_ORIGIN, MONETIZE_API_KEY and MONETIZE_WEBHOOK_SECRET are set. What it knows is in
`project.db`, or where PROJECT_DATABASE says.
"""

from __future__ import annotations

import os
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join

from monetize_software import BillingClient
from monetize_software.access import Access

DJANGO = "django.contrib"
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": os.environ.get("PROJECT_DATABASE", "project.db"),
    "OPTIONS": {"transaction_mode": "IMMEDIATE"},  # `manage.py check` asks for it
}
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            f"{DJANGO}.auth.context_processors.auth",
            f"{DJANGO}.messages.context_processors.messages",
        ]
    },
}
settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY", "only for this example"),
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": SQLITE},
    TEMPLATES=[TEMPLATES],
    STATIC_URL="/static/",
    INSTALLED_APPS=[
        *(f"{DJANGO}.{app}" for app in ("admin", "auth", "contenttypes", "messages", "sessions", "staticfiles")),
        "monetize_software.receivers.django",
    ],
    MIDDLEWARE=[
        f"{DJANGO}.sessions.middleware.SessionMiddleware",
        f"{DJANGO}.auth.middleware.AuthenticationMiddleware",
        f"{DJANGO}.messages.middleware.MessageMiddleware",
    ],
    MONETIZE_RECEIVERS={"default": {"SECRET": os.environ.get("MONETIZE_WEBHOOK_SECRET", "whsec_mock")}},
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.dispatch import receiver  # noqa: E402
from django.urls import path  # noqa: E402

from monetize_software.receivers.django import DjangoStore  # noqa: E402
from monetize_software.receivers.django.signals import event_received  # noqa: E402
from monetize_software.receivers.django.urls import webhook  # noqa: E402
from monetize_software.webhooks import SubscriptionCreated  # noqa: E402

access = Access(DjangoStore(), plans={"price_123": "Monthly"})


@receiver(event_received, sender=SubscriptionCreated)
def welcome(event: SubscriptionCreated, **_: Any) -> None:
    """
    In the transaction that records the event: a user for each buyer, once.
    """
    User.objects.get_or_create(username=event.email or event.user_id)


def prices(request: HttpRequest) -> HttpResponse:
    """
    What there is to buy; the address stands for your own sign-in.
    """
    if "email" in request.GET:
        user = settings.BILLING.for_user(email=request.GET["email"])
        back = request.build_absolute_uri(f"/members?email={request.GET['email']}")
        return HttpResponseRedirect(user.create_checkout(request.GET["price"], success_url=back).url)
    offers = ((price.id, f"{price.label} {price.amount} {price.currency}") for price in settings.BILLING.get_prices())
    buttons = format_html_join("", "<button name=price value='{}'>{}</button>", offers)
    return HttpResponse(format_html("<form><input name=email type=email required>{}</form>", buttons))


def members(request: HttpRequest) -> HttpResponse:
    """
    For members, by what webhooks told, and by asking once where the buyer is faster than they are.
    """
    decision = access.check(email=request.GET["email"], ask=settings.BILLING)
    return HttpResponse(f"{decision.plan or 'Member'}: {decision.because}", status=200 if decision else 402)


urlpatterns = [
    path("", prices),
    path("members", members),
    path("admin/", admin.site.urls),
    *webhook("webhooks/billing"),
]


class Server(ThreadingMixIn, WSGIServer):
    """
    Stands for gunicorn.
    """

    daemon_threads = True


def run(server: Any, billing: BillingClient) -> None:
    """
    Make the tables and the administrator, and serve until Ctrl-C.
    """
    settings.BILLING = billing
    call_command("check")
    call_command("migrate", verbosity=0)
    if not User.objects.filter(username="admin").exists():
        User.objects.create_superuser("admin", password="admin")
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    address = ("127.0.0.1", int(os.environ.get("PORT", "8000")))
    server = make_server(*address, StaticFilesHandler(get_wsgi_application()), Server, WSGIRequestHandler)
    if "PAYWALL_ORIGIN" in os.environ:
        run(server, BillingClient.from_env())
    else:
        from monetize_software_mock import Mock

        with Mock(clock="live", deliveries="live", starts_at="now") as mock, mock.serve() as served:
            mock.webhooks.add(f"http://127.0.0.1:{server.server_port}/webhooks/billing")
            run(server, BillingClient(paywall_id="3", api_origin=served.url, api_key="sk_test_mock"))
