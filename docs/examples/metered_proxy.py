"""
An AI proxy on Flask that meters by itself: one token for each message, whatever fails and however often it is sent.

    python docs/examples/metered_proxy.py

starts it on port 8000, with a mock server behind it unless PAYWALL_ID, PAYWALL_ORIGIN and MONETIZE_API_KEY are set:

    curl -N localhost:8000/chat -H 'X-User: subscriber@example.com' -d 'message=1' -d 'question=Say hello'

The ledger is in `meter.db`, or where METER_DATABASE says.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from monetize_software import BillingClient, ChargeInProgressError, InsufficientTokensError, PaywallError
from monetize_software.metering import TokenMeter
from monetize_software.storage import SQLStore

TYPE = "gpt-4"


def parrot(question: str) -> Iterator[str]:
    """
    Stands for your model, which answers word by word.
    """
    for word in f"You said: {question}".split():
        yield f"{word} "


def build(billing: BillingClient, store: SQLStore, model: Callable[[str], Iterator[str]] = parrot) -> Flask:
    """
    The application.
    """
    meter = TokenMeter(billing, store)
    app = Flask("metered_proxy")

    @app.post("/chat")
    def chat() -> ResponseReturnValue:
        """
        Refuse before anything is sent; then take the token when the answer is complete. Who leaves before pays nothing.
        """
        email = request.headers["X-User"]  # stands for your own sign-in
        key = f"{email}:{request.form['message']}"
        with ExitStack() as entered:
            charge = entered.enter_context(meter.charge(key, TYPE, 1, user=billing.for_user(email=email)))
            if charge.is_repeated:
                return jsonify(error="this message was answered"), 409
            charged = entered.pop_all()
        return Response(answer(charged, request.form["question"]), mimetype="text/plain")

    def answer(charged: ExitStack, question: str) -> Iterator[str]:
        with charged:
            yield from model(question)

    @app.get("/usage")
    def usage() -> ResponseReturnValue:
        """
        What was taken, by user and type.
        """
        return jsonify([each._asdict() for each in meter.usage()])

    @app.errorhandler(InsufficientTokensError)
    def no_tokens_left(error: InsufficientTokensError) -> ResponseReturnValue:
        """
        The user has to buy.
        """
        return jsonify(error="no tokens left", left=error.available), 402

    @app.errorhandler(ChargeInProgressError)
    def in_progress(_: ChargeInProgressError) -> ResponseReturnValue:
        """
        The same message is being answered.
        """
        return jsonify(error="this message is being answered"), 409

    @app.errorhandler(PaywallError)
    def refused(error: PaywallError) -> ResponseReturnValue:
        """
        The service did not answer, or refused.
        """
        return jsonify(error=error.code), 502

    return app


def run(billing: BillingClient) -> None:
    """
    Serve until Ctrl-C.
    """
    store = SQLStore(f"sqlite:///{os.environ.get('METER_DATABASE', 'meter.db')}")
    store.migrate()
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "8000")), build(billing, store), threaded=True)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if "PAYWALL_ORIGIN" in os.environ:
        run(BillingClient.from_env())
    else:
        from monetize_software_mock import Mock

        with Mock() as mock, mock.serve() as served:
            run(BillingClient(paywall_id="3", api_origin=served.url, api_key="sk_test_mock"))
