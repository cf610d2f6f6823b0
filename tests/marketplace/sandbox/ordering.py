"""Payments and sessions as the tests make them, and a browser that follows no redirect by itself."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

import stripe

from tests.marketplace.sandbox.server import RunningSandbox

SUCCESS_URL = "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}"
CANCEL_URL = "http://127.0.0.1:9/basket"


def pay(client: stripe.StripeClient, amount: int = 10000, **params: Any) -> stripe.PaymentIntent:
    """Create and confirm a card payment in dirhams, `amount` in centimes."""
    given: dict[str, Any] = {
        "amount": amount,
        "currency": "mad",
        "confirm": True,
        "payment_method": "pm_card_visa",
        "allowed_payment_method_types": ["card"],
        **params,
    }
    return client.v1.payment_intents.create(given)  # type: ignore[arg-type]


def open_session(client: stripe.StripeClient, **params: Any) -> stripe.checkout.Session:
    """Create a session over two bottles at 50.00 dirhams."""
    item = {
        "quantity": 2,
        "price_data": {"currency": "mad", "unit_amount": 5000, "product_data": {"name": "Argan oil <b>"}},
    }
    given: dict[str, Any] = {
        "mode": "payment",
        "line_items": [item],
        "success_url": SUCCESS_URL,
        "cancel_url": CANCEL_URL,
        "metadata": {"order": "7"},
        **params,
    }
    return client.v1.checkout.sessions.create(given)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Page:
    """What a browser received."""

    status: int
    location: str | None
    text: str
    headers: dict[str, str]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def browse(url: str, form: dict[str, str] | None = None, *, accept_language: str = "en") -> Page:
    """Fetch a page, or post a form to it."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, data=data, headers={"Accept-Language": accept_language})
    try:
        answer = urllib.request.build_opener(_Stay).open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
        return Page(answer.status, answer.headers["Location"], text, dict(answer.headers))


def fill_in(sandbox: RunningSandbox, session_id: str, number: str, **fields: str) -> Page:
    """Submit the checkout form with a card."""
    form = {"card_number": number, "expiry": "12/34", "cvc": "123", "email": "a@example.org", "name": "A B"}
    return browse(f"{sandbox.base_url}/pay/{session_id}", {**form, **fields})
