"""
A server that keeps the contract: everything matches, only reads are sent, and the assumptions it takes are confirmed.
"""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from monetize_software_contract.asks import OK
from monetize_software_contract.contract import load
from monetize_software_contract.judging import outcomes
from monetize_software_contract.plan import READS
from monetize_software_contract.plan_writes import ASKS
from monetize_software_contract.probes import PROBES
from tests.support.document import ROOT
from tests.support.terminal import Terminal

from .checking import USER, check, differences, verdicts

READ_OPERATIONS = ["getBootstrap", "getUser", "getUserState", "getBalances", "listLegacyPrices"]


def test_everything_matches(terminal: Terminal) -> None:
    """
    Each read of a mock is answered as specified, and it ends with 0.
    """
    ended = check(terminal)
    matched = [each["operation"] for each in ended.json["operations"] if each["outcome"] == "matched"]

    assert (0, "matched", []) == (ended.code, ended.json["outcome"], differences(ended))
    assert READ_OPERATIONS == matched
    assert len(READS) == len(terminal.network.requests)
    assert set() == verdicts(ended, "refuted")


def test_only_reads_are_sent(terminal: Terminal) -> None:
    """
    Without --write no request has another method than GET, and what needs one is said.
    """
    ended = check(terminal)
    checkout = next(each for each in ended.json["operations"] if each["operation"] == "startCheckout")

    assert {"GET"} == {request.method for request in terminal.network.requests}
    assert "unreached" == checkout["outcome"]
    assert {"changes something, so it needs --write"} == {each["unreached"] for each in checkout["asks"]}


def test_requests_say_who_asks(terminal: Terminal) -> None:
    """
    Each request names the check and the paywall, and carries a credential only where its ask has one.
    """
    check(terminal)
    sent = terminal.network.requests

    assert all(request.headers["user-agent"].startswith("monetize-contract-check/") for request in sent)
    assert {"3"} == {request.headers["x-paywall-id"] for request in sent}
    assert not {"x-api-key", "authorization"} & sent[0].headers.keys()


def test_less_is_asked_without_credentials(terminal: Terminal) -> None:
    """
    Without key, bearer and user the rest is asked, and what is missing is named.
    """
    del terminal.environ["MONETIZE_API_KEY"], terminal.environ["MONETIZE_BEARER"]
    ended = terminal("contract", "check", "--json")
    why = {ask.get("unreached") for each in ended.json["operations"] for ask in each["asks"]}

    assert 0 == ended.code
    assert {"needs the owner's key", "needs a user's bearer", "needs a user's e-mail address"} <= why
    assert ("A-07", "getUserState") in verdicts(ended, "confirmed")
    assert ("A-41", "getUser") in verdicts(ended, "undecided")


def test_server_is_named_by_base_url(terminal: Terminal) -> None:
    """
    `--base-url` names the server instead of the environment, a proxy's path included.
    """
    del terminal.environ["PAYWALL_ORIGIN"]
    asked: list[str] = []

    def proxy(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        url = request.url.copy_with(path=request.url.path.removeprefix("/billing"))
        return terminal.network.mock.handle_request(httpx.Request(request.method, url, headers=request.headers))

    terminal.network.handlers["localhost"] = proxy
    ended = check(terminal, "--base-url", "http://localhost:4242/billing/")

    assert (0, "matched") == (ended.code, ended.json["outcome"])
    assert {True} == {path.startswith("/billing/api/") for path in asked}


def test_report_for_people(terminal: Terminal) -> None:
    """
    People get a table of the operations, the confirmed assumptions and a last word; the progress is on standard error.
    """
    ended = terminal("contract", "check", *USER)

    assert 0 == ended.code
    assert "getUser               matched    12 of 12  –" in ended.out.splitlines()
    assert "✓ A-25 getUser: A guest gets a 401 and no empty list. (getUser: no credential: 401)" in ended.out
    assert "– changes something, so it needs --write: startCheckout (" in ended.out
    assert "All that was asked matched." == ended.out.splitlines()[-1]
    assert len(READS) == len(ended.err.splitlines())
    assert f" 1 of at most {len(READS)}  getBootstrap: public" in ended.err


def test_page(terminal: Terminal, tmp_path: Path) -> None:
    """
    `--html` writes one page that holds every ask and every assumption, and loads nothing.
    """
    file = tmp_path / "report.html"
    found = check(terminal, "--html", str(file)).json
    page = file.read_text(encoding="utf-8")

    assert len(ASKS) + len(found["assumptions"]) + 2 == page.count("<tr>")
    assert "Contract check of http://127.0.0.1:4242" in page
    assert not any(word in page for word in ("<script", "src=", "href=", "@import", "url("))


def test_page_that_cannot_be_written(terminal: Terminal, tmp_path: Path) -> None:
    """
    The report is printed, and then it says that the page is missing.
    """
    ended = check(terminal, "--limit", "1", "--html", str(tmp_path / "nowhere" / "page.html"))

    assert (74, True) == (ended.code, "operations" in ended.json)
    assert "The page cannot be written" in ended.err


def test_asks_are_of_the_contract() -> None:
    """
    Every ask is named once, is of a known operation, and expects what that operation documents.
    """
    contract = load()

    assert len(ASKS) == len({ask.name for ask in ASKS})
    for ask in ASKS:
        assert outcomes(contract.operations[ask.operation], ask), ask.name
        assert set(ask.expect) - {OK} <= contract.operations[ask.operation].refusals.keys(), ask.name
    assert all(contract.operations[ask.operation].safe for ask in READS)


def test_every_operation_is_asked() -> None:
    """
    No operation of the contract is left out of the suite.
    """
    assert load().operations.keys() == {ask.operation for ask in ASKS}


def test_probes_are_of_the_page() -> None:
    """
    Every probe is about a line of the page of assumptions, and looks at asks that exist.
    """
    page = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8").replace("`everywhere`", "everywhere")

    for probe in PROBES:
        place = probe.place if probe.place == "everywhere" else f"`{probe.place}`"
        assert f"| {probe.assumption} | {place} |" in page, probe
        assert set(probe.asks) <= {ask.name for ask in ASKS}, probe


def test_report_lists_the_page_of_assumptions(terminal: Terminal) -> None:
    """
    The report has each line of the page of assumptions, in the same words.
    """
    page = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Question")]
    found = check(terminal).json["assumptions"]

    assert len(rows) == len(found)
    for row in found:
        place = row["place"] if row["place"] == "everywhere" else f"`{row['place']}`"
        assert f"| {row['id']} | {place} | {row['reading']} |" in rows, json.dumps(row)
