"""
The API as the page of an application calls it: from another origin, with nothing but what browsers have.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from monetize_software_mock import Mock

from ..support.document import operations, resolve
from ..support.sample_requests import CHALLENGE, GATEWAY, GOOD, IN_THREE, SUBSCRIBER, USER, VERIFIER, connect_http

pytestmark = pytest.mark.enable_socket

HEADERS = {"X-Api-Key": "sk_test_mock", "Authorization": "Bearer bearer_subscriber"}
"""
What a page may send beside the headers that operations declare.
"""
CALL = """
async function call(method, path, headers, body) {
  const text = body === null || body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(at + path, { method, headers, body: text ?? undefined, credentials: "omit" });
  return { status: answer.status, charged: answer.headers.get("X-Query-Type"), text: await answer.text() };
}
"""


class Page:
    """
    A page of an application at an origin of its own, which knows where the mock is.

    Args:
        browser: Where it is open.
        address: The mock's.
    """

    def __init__(self, browser: webdriver.Chrome, address: str) -> None:
        self._browser, self._address = browser, address

    def run(self, script: str, *values: Any) -> Any:
        """
        Run a function's body in it; `at` is the mock's address, `given` what was passed. What it throws is thrown here.
        """
        whole = f"""
            const done = arguments[arguments.length - 1], [at, ...given] = arguments;
            {CALL}
            (async () => {{ {script} }})().then((told) => done([told]), (error) => done(String(error)));
        """
        told = self._browser.execute_async_script(whole, self._address, *values)
        assert isinstance(told, list), told
        return told[0]


class Blank(BaseHTTPRequestHandler):
    """
    Answers an empty page, whatever it is asked.
    """

    def do_GET(self) -> None:
        """
        Answer it.
        """
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>app</title><link rel=icon href=data:,><p>An application")

    def log_message(self, format: str, *args: Any) -> None:
        """
        Say nothing.
        """


@pytest.fixture
def app() -> Iterator[str]:
    """
    The application's address: another site than the mock's, by name and by port.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Any, address: str, app: str) -> Iterator[Page]:
    """
    Its page, opened. Refusals are meant here, so what the console says of them is no complaint.
    """
    browser.get(app)
    yield Page(browser, address)
    browser.get("about:blank")
    browser.get_log("browser")


def allowed(path: str, method: str, operation: dict[str, Any]) -> dict[str, str]:
    """
    Every header that a page may send with an operation, with a value it takes.
    """
    declared = [resolve(each) for each in operation.get("parameters", ()) if resolve(each)["in"] == "header"]
    named = {each["name"]: str(each.get("example") or GOOD_VALUES.get(each["name"], "3")) for each in declared}
    body = {"Content-Type": "application/json"} if "requestBody" in operation else {}
    return {**HEADERS, **named, **body, "Accept": "application/json"}


GOOD_VALUES = {"Idempotency-Key": "0b9c0000-0000-4000-8000-000000000001", "X-Client-Ip": "192.0.2.1"}


def test_page_may_call_every_operation_with_every_header(page: Page) -> None:
    """
    The browser asks first, is told yes, and shows the page the answer, whatever it is.
    """
    asked = {
        node["operationId"]: [method.upper(), GOOD[node["operationId"]].path, allowed(path, method, node)]
        for path, method, node in operations()
    }
    bodies = {name: GOOD[name].json for name in asked}
    told = page.run(
        """
        const told = {};
        for (const [name, [method, path, headers]] of Object.entries(given[0])) {
          const body = method === "GET" ? undefined : given[1][name] ?? {};
          told[name] = await call(method, path, headers, body).then(({ status }) => status, String);
        }
        return told;
        """,
        asked,
        bodies,
    )

    assert {} == {name: status for name, status in told.items() if not isinstance(status, int)}
    assert asked.keys() == told.keys()


def test_page_signs_in_and_renews_its_token(page: Page, mock: Mock) -> None:
    """
    With plain `fetch`: the token that is over is a 401, the refresh token brings another, and that one works.
    """
    signed_in = GOOD["signInWithEmail"]
    first = page.run(
        "return JSON.parse((await call('POST', ...given)).text)",
        signed_in.path,
        {"Content-Type": "application/json"},
        signed_in.json,
    )
    mock.clock.advance(hours=2)
    told = page.run(
        """
        const [state, renew, session] = given, json = { "Content-Type": "application/json" };
        const as = (token) => ({ Authorization: `Bearer ${token}` });
        const over = await call("GET", state, as(session.access_token));
        const fresh = await call("POST", renew, json, { refresh_token: session.refresh_token });
        const now = await call("GET", state, as(JSON.parse(fresh.text).access_token));
        const spent = await call("POST", renew, json, { refresh_token: session.refresh_token });
        return [over, fresh, now, spent].map(({ status }) => status);
        """,
        f"{IN_THREE}/balances",
        f"{IN_THREE}/auth/refresh",
        first,
    )

    assert [401, 200, 200, 401] == told


def test_page_reads_a_stream_as_it_comes_and_what_it_cost(page: Page, mock: Mock) -> None:
    """
    Event by event with a reader; `X-Query-Type` may be read; a reader that goes away in the middle is no failure.
    """
    chunks, charged, left = page.run(
        """
        const headers = { ...given[1], "Content-Type": "application/json" };
        const ask = (path, signal) => fetch(at + path, { method: "POST", headers, body: "{}", signal });
        const answer = await ask(given[0] + "/events?paywall_id=3"), reader = answer.body.getReader();
        const chunks = [];
        for (let each; !(each = await reader.read()).done; ) chunks.push(new TextDecoder().decode(each.value));
        const leaving = new AbortController(), other = await ask(given[0] + "/bytes?paywall_id=3", leaving.signal);
        await other.body.getReader().read();
        leaving.abort();
        return [chunks, answer.headers.get("X-Query-Type"), other.status];
        """,
        GATEWAY,
        SUBSCRIBER,
    )

    assert 5 == "".join(chunks).count("event: piece")
    assert len(chunks) > 1
    assert ("gpt-4", 200) == (charged, left)


def test_page_meets_its_quota_and_what_is_switched_off(page: Page) -> None:
    """
    A 402 tells the balances and the type that was asked for, a 403 says that the provider is off.
    """
    told = page.run(
        """
        const headers = { ...given[1], "Content-Type": "application/json" };
        const ask = (provider) => call("POST", `${given[0]}/${provider}?paywall_id=3`, headers, {});
        return Promise.all(["empty", "off"].map(ask));
        """,
        GATEWAY,
        USER,
    )

    assert [402, 403] == [each["status"] for each in told]
    assert '"queryType":"standard"' in told[0]["text"]
    assert '"provider-disabled"' in told[1]["text"]


def test_page_that_closes_sends_its_last_events(page: Page, browser: webdriver.Chrome, mock: Mock) -> None:
    """
    As text, the only type that `sendBeacon` may send without asking.
    """
    page.run(
        """
        const events = [{ type: "paywall_closed", ts: Date.now() }], told = { events, visitor_id: "v".repeat(36) };
        addEventListener("pagehide", () => navigator.sendBeacon(at + given[0], JSON.stringify(told)));
        """,
        f"{IN_THREE}/events",
    )
    browser.get("about:blank")

    def seen(_: Any) -> list[int]:
        logged = connect_http(mock).get("/_mock/requests").json()["requests"]
        return [each["status"] for each in logged if each["operation"] == "recordEvents"]

    assert [204] == WebDriverWait(browser, 10, 0.02).until(seen)


@pytest.mark.parametrize(("button", "status"), [("Allow", "success"), ("Deny", "error")])
def test_window_with_a_name_answers_to_it(
    page: Page, browser: webdriver.Chrome, app: str, button: str, status: str
) -> None:
    """
    Whoever opened a consent as `pw-oauth-…` is answered with what follows, at another origin too.
    """
    said = {"provider": "google", "code_challenge": CHALLENGE, "code_challenge_method": "s256"}
    page.run(
        """
        const json = { "Content-Type": "application/json" };
        const { authorize_url } = JSON.parse((await call("POST", given[0], json, given[1])).text);
        window.told = [];
        addEventListener("message", ({ data }) => window.told.push(data));
        open(authorize_url, "pw-oauth-a-state-of-mine", "width=480,height=640,popup=yes");
        """,
        f"{IN_THREE}/auth/oauth/init",
        said,
    )
    asking = browser.current_window_handle
    (popup,) = WebDriverWait(browser, 10, 0.02).until(lambda _: set(browser.window_handles) - {asking})
    browser.switch_to.window(popup)
    press = f"//button[normalize-space()='{button}']"
    WebDriverWait(browser, 10, 0.02).until(lambda _: browser.find_elements(By.XPATH, press))[0].click()
    WebDriverWait(browser, 10, 0.02).until(lambda _: "/callback" in browser.current_url)
    browser.switch_to.window(asking)
    (told,) = WebDriverWait(browser, 10, 0.02).until(lambda _: browser.execute_script("return window.told"))
    browser.switch_to.window(popup)
    browser.close()
    browser.switch_to.window(asking)

    assert ("pw-oauth", status, "a-state-of-mine") == (told["type"], told["status"], told["messageId"])
    if status == "success":
        exchange = {"auth_code": told["code"], "code_verifier": VERIFIER}
        path, json = f"{IN_THREE}/auth/oauth/exchange", {"Content-Type": "application/json"}
        assert 200 == page.run("return (await call('POST', ...given)).status", path, json, exchange)
