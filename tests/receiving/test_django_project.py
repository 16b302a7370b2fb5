"""
The Django app for those who run a project: settings and their checks, commands, the admin.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.test.utils import override_settings

from monetize_software import webhooks
from monetize_software.errors import ConfigurationError
from monetize_software.receivers.django import receivers
from tests.support.deliveries import NOW, SECRET, body_of, signed
from tests.support.django_project import Event, Seen, User, checked
from tests.support.told import ADA, state

pytestmark = pytest.mark.usefixtures("project_on_sqlite")

DAY = 24 * 60 * 60


def deliver(*events: webhooks.Event, to: str = "billing") -> list[int]:
    client = Client()
    bodies = [body_of(event) for event in events]
    path = f"/webhooks/{to}"
    return [client.post(path, body, "application/json", headers=signed(body)).status_code for body in bodies]


def command(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def failing(seen: Seen, *events: webhooks.Event) -> None:
    """
    Have a receiver of the signal fail for these, and no more after that.
    """

    def fail(event: webhooks.Event) -> None:
        raise LookupError("not yet")

    seen.during = fail
    assert {500} == set(deliver(*events))
    seen.during = None
    seen.received.clear()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("whsec_x", "must be like"),
        ({"default": "whsec_x"}, "must be like"),
        ({"default": {}}, r"\['default'\] has no SECRET"),
        ({"default": {"SECRET": "whsec_x", "TOKEN": 1}}, r"does not know TOKEN; it may have: SECRET, DATABASE"),
        ({"default": {"SECRET": "whsec_x", "MODE": "later"}}, "mode is"),
        ({"default": {"SECRET": "whsec_x", "MODE": "queued", "HAND_OVER": "no.such.task"}}, "no"),
    ],
)
def test_wrong_settings_are_told_by_the_check(given: Any, told: str) -> None:
    """
    `manage.py check` says what is wrong, before a delivery finds out.
    """
    with override_settings(MONETIZE_RECEIVERS=given):
        [problem] = checked()

    assert "monetize.E001" == problem.id
    assert pytest.raises(AssertionError, match=told).matches(AssertionError(problem.msg))


def test_name_that_is_not_in_the_settings_is_told_with_those_that_are() -> None:
    """
    As Django does for caches.
    """
    with pytest.raises(ConfigurationError, match="has no 'eu'; it has: default, queued"):
        receivers["eu"]
    assert ["default", "queued"] == list(receivers)


def test_settings_that_change_build_the_receiver_anew() -> None:
    """
    A test that overrides them gets what it says.
    """
    before = receivers["default"]
    with override_settings(MONETIZE_RECEIVERS={"default": {"SECRET": "another"}}):
        assert before is not receivers["default"]
        assert [401] == deliver(state(0))


def test_good_settings_have_nothing_to_check() -> None:
    """
    As they stand in these tests.
    """
    assert [] == checked()


def test_sqlite_that_begins_its_transactions_late_is_told() -> None:
    """
    With what to add, and where.
    """
    database = connections["default"].settings_dict
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(database, "OPTIONS", {})
        [problem] = checked()

    assert ("monetize.E003", True) == (problem.id, '"transaction_mode": "IMMEDIATE"' in str(problem.hint))


@pytest.mark.parametrize(("alias", "id"), [("elsewhere", "monetize.E002"), ("other", "monetize.E002")])
def test_database_that_cannot_keep_events_is_told(alias: str, id: str) -> None:
    """
    One that is not there, and one of another kind.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            connections.settings, "other", {**connections.settings["default"], "ENGINE": "django.db.backends.dummy"}
        )
        with override_settings(MONETIZE_RECEIVERS={"default": {"SECRET": SECRET, "DATABASE": alias}}):
            found = [problem.id for problem in checked()]

    assert id == found[0]


class ToShown:
    """
    A router that sends the app's models elsewhere.
    """

    def db_for_write(self, model: Any, **_: Any) -> str | None:
        return "shown" if model._meta.app_label == "monetize" else None


def test_router_that_shows_another_database_is_told() -> None:
    """
    Events would be recorded in one database and the admin would show another; routed there, all is well.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings, "shown", connections.settings["default"])
        with override_settings(DATABASE_ROUTERS=[f"{__name__}.ToShown"]):
            [problem] = checked()
            there = {"SECRET": SECRET, "DATABASE": "shown"}
            with override_settings(MONETIZE_RECEIVERS={"default": there}):
                assert [] == checked()

    assert "monetize.W001" == problem.id
    assert "recorded in 'default', the admin shows 'shown'" in problem.msg
    assert "to 'default'" in str(problem.hint)


def test_hand_over_may_be_named_by_its_path() -> None:
    """
    As Django names things in settings.
    """
    HANDED.clear()
    queued = {"SECRET": SECRET, "MODE": "queued", "HAND_OVER": f"{__name__}.hand_over"}
    event = state(0)
    with override_settings(MONETIZE_RECEIVERS={"queued": queued}):
        assert [200] == deliver(event, to="queued")
        receivers["queued"].close()

    assert [event.id] == HANDED


HANDED: list[str] = []


def hand_over(event_id: str) -> None:
    HANDED.append(event_id)


def test_replay_runs_handlers_of_recorded_events_again(seen: Seen) -> None:
    """
    Oldest first, those asked for, and none in a dry run.
    """
    events = [state(1), state(0), state(2, user="somebody")]
    deliver(*events)
    seen.received.clear()

    assert "3 done, 0 failed, 0 without a body any more\n" == command("monetize_replay", "--dry-run")
    assert [] == seen.received
    assert "2 done, 0 failed, 0 without a body any more\n" == command("monetize_replay", "--user", ADA)
    assert [events[1].id, events[0].id] == seen.received
    assert "1 done" in command("monetize_replay", "--since", "2030-01-02T12:00:00")
    assert "0 done" in command("monetize_replay", "--until", "2029-12-31")
    assert "0 done" in command("monetize_replay", "--type", "refund.created")
    with pytest.raises(CommandError, match=r"'tomorrow' is neither 2026-11-26 nor"):
        command("monetize_replay", "--since", "tomorrow")
    with pytest.raises(CommandError, match="has no 'eu'"):
        command("monetize_replay", "--receiver", "eu")


def test_retry_runs_what_failed_and_says_what_is_left(seen: Seen) -> None:
    """
    Those named, or all; what does not end well is the command's failure.
    """
    events = [state(0, sub="sub_1"), state(0, sub="sub_2")]
    failing(seen, *events)

    assert f"{events[0].id} done\n1 done\n" == command("monetize_retry", events[0].id)
    assert f"{events[1].id} done\n1 done\n" == command("monetize_retry")
    assert [each.id for each in events] == seen.received
    with pytest.raises(CommandError, match="0 done, 1 not"):
        command("monetize_retry", "evt_unknown")


def test_prune_empties_bodies_and_keeps_what_makes_a_repeat_known() -> None:
    """
    By the ages given; no row goes while the vendor may send it again.
    """
    old, new = state(0), state(1)
    deliver(old, new)
    Event.objects.filter(event_id=old.id).update(received=int((NOW - 91 * DAY) * 1000))

    assert "1 bodies emptied, 0 rows removed\n" == command("monetize_prune")
    assert [200] == deliver(old)
    assert "0 bodies emptied, 1 rows removed\n" == command("monetize_prune", "--rows-days", "60")
    assert [new.id] == list(Event.objects.values_list("event_id", flat=True))
    with pytest.raises(CommandError, match="rows_days is 35 or more"):
        command("monetize_prune", "--rows-days", "10")


def test_work_handles_what_is_due(seen: Seen) -> None:
    """
    Once, for a schedule of one's own.
    """
    deliver(state(0), state(1), to="queued")

    assert "2 handled\n" == command("monetize_work", "--receiver", "queued", "--once")
    assert 2 == len(seen.received)


@pytest.fixture
def staff() -> Client:
    """
    Somebody who may do everything.
    """
    client = Client()
    client.force_login(User.objects.create_superuser("ada", "staff@example.com", "secret"))
    return client


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(f"/admin/monetize/{path}", query)
    assert 200 == response.status_code
    return response.content.decode()


def test_admin_finds_events_and_shows_them(staff: Client) -> None:
    """
    By id, user and subject; one event with its body, and nothing to change.
    """
    found, other = state(0), state(0, sub="sub_2", user="somebody")
    deliver(found, other)
    key = Event.objects.get(event_id=found.id).pk

    listed = page(staff, "event/", q=ADA)
    shown = page(staff, f"event/{key}/change/")

    assert (True, False) == (found.id in listed, other.id in listed)
    assert "&quot;ada@example.com&quot;" in shown
    assert 'name="_save"' not in shown
    assert 403 == staff.get("/admin/monetize/event/add/").status_code
    assert 403 == staff.post(f"/admin/monetize/event/{key}/delete/", {"post": "yes"}).status_code


@pytest.mark.parametrize("table", ["fact", "finding", "meter"])
def test_admin_finds_what_else_is_kept(staff: Client, table: str) -> None:
    """
    Every list can be searched.
    """
    deliver(state(0))

    assert ("sub_1" in page(staff, f"{table}/", q=ADA)) is (table == "fact")


def test_admin_runs_an_event_that_failed_again(staff: Client, seen: Seen) -> None:
    """
    Its handlers run, and what became of it is said.
    """
    event = state(0)
    failing(seen, event)
    key = str(Event.objects.get().pk)

    response = staff.post("/admin/monetize/event/", {"action": "run_again", "_selected_action": [key]}, follow=True)

    assert "1 done" in response.content.decode()
    assert ([event.id], "done") == (seen.received, Event.objects.get().state)


def test_admin_runs_nothing_for_those_who_may_only_look(seen: Seen) -> None:
    """
    The permission to change events is what it takes.
    """
    from django.contrib.auth.models import Permission

    failing(seen, state(0))
    looking = User.objects.create_user("bob", is_staff=True)
    looking.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = Client()
    client.force_login(looking)

    assert "run_again" not in page(client, "event/")
    client.post("/admin/monetize/event/", {"action": "run_again", "_selected_action": [str(Event.objects.get().pk)]})
    assert [] == seen.received
