"""Reading pages and walking through the shop as a browser without JavaScript does."""

from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from orders.models.order import Order
from tests.factories.orders import ADDRESS, Market


class Fields(HTMLParser):
    """Collects what the forms of a page hold, by the form's address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and self._form is not None and "name" in given:
            is_off = given.get("type") in {"radio", "checkbox"} and "checked" not in given
            if not is_off:
                self._form[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


def form_of(response: Any, action: str) -> dict[str, str]:
    """What the form of that address holds, ready to be sent."""
    return dict(Fields(text_of(response)).forms[action])


def put(client: Client, shop: Market, index: int = 0, quantity: object = 1, language: str = "fr") -> Any:
    """Put a product of the market into the basket."""
    variant = shop.variants[index]
    return client.post(
        f"/{language}/product/{variant.product.slug}/", {"variant": variant.pk, "quantity": str(quantity)}
    )


def give_address(client: Client, shop: Market, language: str = "fr", **changes: str) -> Any:
    """Send the first page of the checkout."""
    form = {**ADDRESS, "email": "amina@example.com", "delivery_method": str(shop.method.pk), **changes}
    return client.post(f"/{language}/checkout/", form)


def place(client: Client, pay: str = "cash", language: str = "fr", **changes: str) -> Any:
    """Open the second page and press its button."""
    path = f"/{language}/checkout/review/"
    form = form_of(client.get(path), path)
    return client.post(path, {**form, "payment_method": pay, **changes})


def bought(client: Client, shop: Market, pay: str = "cash") -> Order:
    """Buy one of each of the first two products."""
    put(client, shop, 0)
    put(client, shop, 1)
    give_address(client, shop)
    response: HttpResponse = place(client, pay)
    return Order.objects.get(access_token=response["Location"].split("/")[3])


def basket_of_cookie(client: Client) -> UUID:
    """The basket that the visitor's cookie names."""
    return UUID(client.cookies["basket"].value.split(":")[0])
