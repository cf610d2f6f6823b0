"""An order by its secret link: status, payment, cancelling, and what a stranger sees."""

import uuid
from typing import Any

import pytest
from django.test import Client

from logistics.models.stock import Reservation
from marketplace.kernel.money import Money
from orders.gateways.base import PaymentPicture, ProcessorUnreachable, SessionPicture
from orders.models.payment import Payment
from orders.states import PaymentState, SubOrderState
from tests.factories.logistics import stock_of
from tests.factories.orders import Market
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views.shop.pages import bought, text_of


def test_the_link_shows_each_cooperatives_part_and_the_whole(client: Client, shop: Market) -> None:
    order = shop.order({0: 1, 1: 2})

    response = client.get(f"/fr/order/{order.access_token}/")

    page = text_of(response)
    assert response.status_code == 200
    assert [part.row.gross_minor for part, _chip in response.context["parts"]] == [10_000, 30_000]
    assert [row.amount.minor for row in response.context["sums"]] == [40_000, 3_500, 43_500]
    assert shop.sellers[0].name("fr") in page
    assert "06 12 34 56 78" in page


@pytest.mark.parametrize("token", ["nonsense", "A" * 32, "é"])
@pytest.mark.parametrize("action", ["", "paid/", "cancel/"])
def test_a_guessed_link_shows_nothing_and_says_what_to_do(
    client: Client, shop: Market, token: str, action: str
) -> None:
    shop.order({0: 1})

    response = client.get(f"/fr/order/{token}/{action}")

    assert response.status_code == 404
    assert "error-page" in text_of(response)


def test_the_number_of_an_order_is_no_key(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})

    assert client.get(f"/fr/order/{order.number}/").status_code == 404
    assert client.get(f"/fr/order/{order.pk}/").status_code == 404


def test_the_link_is_kept_from_search_engines_and_other_sites(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})

    response = client.get(f"/fr/order/{order.access_token}/")

    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_transfer_is_told_account_and_reference(client: Client, shop: Market) -> None:
    term = SettlementTermFactory.create()
    order = shop.order({0: 1}, pay="transfer")

    response = client.get(f"/fr/order/{order.access_token}/")

    assert response.context["transfer"]["reference"] == f"CM{order.number}"
    assert response.context["transfer"]["rib"].replace(" ", "") == term.payer_rib
    assert f"CM{order.number}" in text_of(response)


def test_cancelling_asks_first_then_frees_the_goods(client: Client, shop: Market) -> None:
    order = bought(client, shop)
    path = f"/fr/order/{order.access_token}/cancel/"
    asked = client.get(path)
    assert asked.status_code == 200
    assert asked.context["may_cancel"] is True
    assert stock_of(shop.variants[0]) == (50, 1)

    response = client.post(path, follow=True)

    assert response.status_code == 200
    assert set(order.sub_orders.values_list("state", flat=True)) == {SubOrderState.CANCELLED}
    assert stock_of(shop.variants[0]) == (50, 0)
    assert f"/order/{order.access_token}/cancel/" not in text_of(response)


def test_cancelling_twice_changes_nothing_more(client: Client, shop: Market) -> None:
    order = bought(client, shop)
    path = f"/fr/order/{order.access_token}/cancel/"
    client.post(path)

    assert client.post(path).status_code == 303
    assert Reservation.objects.count() == 0


def test_an_order_that_is_packed_cannot_be_cancelled(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})
    order.sub_orders.update(state=SubOrderState.PACKED)
    path = f"/fr/order/{order.access_token}/cancel/"

    assert client.get(path).context["may_cancel"] is False
    response = client.post(path, follow=True)

    assert "alert--danger" in text_of(response)
    assert set(order.sub_orders.values_list("state", flat=True)) == {SubOrderState.PACKED}
    assert stock_of(shop.variants[0]) == (50, 1)


class Processor:
    """A card processor that says of every payment what it is told to say."""

    def __init__(self, *, authorised: bool) -> None:
        self.authorised = authorised

    def session(self, reference: str) -> SessionPicture:
        return SessionPicture(reference, "pi_1", is_complete=self.authorised, is_expired=False)

    def payment(self, reference: str) -> PaymentPicture:
        return PaymentPicture(
            reference,
            is_authorised=self.authorised,
            is_cancelled=False,
            authorised=Money(13_500 if self.authorised else 0),
            captured=Money(0),
        )


class Silence:
    """A card processor that does not answer."""

    def session(self, _reference: str) -> Any:
        raise ProcessorUnreachable("…")


def by_card(shop: Market) -> tuple[str, uuid.UUID]:
    order = shop.order({0: 1}, pay="card")
    Payment.objects.filter(order=order).update(
        session_reference="cs_1", session_url="https://pay.example/cs_1"
    )
    return order.access_token, order.payment.pk


@pytest.mark.parametrize(
    ("authorised", "state", "tone"),
    [(True, PaymentState.AUTHORISED, "success"), (False, PaymentState.PENDING, "warning")],
)
def test_coming_back_from_the_card_page_tells_how_the_payment_stands(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch, authorised: bool, state: str, tone: str
) -> None:
    token, payment_id = by_card(shop)
    monkeypatch.setattr("frontend.views.shop.orders.card_gateway", lambda: Processor(authorised=authorised))

    response = client.get(f"/fr/order/{token}/paid/", follow=True)

    assert response.redirect_chain == [(f"/fr/order/{token}/", 303)]
    assert Payment.objects.get(pk=payment_id).state == state
    assert f"alert--{tone}" in text_of(response)
    # Coming back once more, or the webhook having been first, changes nothing
    client.get(f"/fr/order/{token}/paid/")
    assert Payment.objects.get(pk=payment_id).state == state


def test_a_silent_processor_does_not_break_the_way_back(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, payment_id = by_card(shop)
    monkeypatch.setattr("frontend.views.shop.orders.card_gateway", Silence)

    response = client.get(f"/fr/order/{token}/paid/", follow=True)

    assert response.status_code == 200
    assert Payment.objects.get(pk=payment_id).state == PaymentState.PENDING


def test_an_unpaid_card_order_can_be_paid_now_and_a_paid_one_not_again(client: Client, shop: Market) -> None:
    token, payment_id = by_card(shop)
    assert client.get(f"/fr/order/{token}/").context["is_payable"] is True
    assert client.post(f"/fr/order/{token}/pay/")["Location"] == "https://pay.example/cs_1"

    Payment.objects.filter(pk=payment_id).update(state=PaymentState.AUTHORISED)

    assert client.get(f"/fr/order/{token}/").context["is_payable"] is False
    assert client.post(f"/fr/order/{token}/pay/")["Location"] == f"/fr/order/{token}/"


def test_names_in_an_order_are_shown_as_text(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})
    order.address["recipient"] = "<script>alert(1)</script>"
    order.save()

    page = text_of(client.get(f"/fr/order/{order.access_token}/"))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
