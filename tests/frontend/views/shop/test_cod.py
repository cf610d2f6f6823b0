"""Paying at the door on the shop's pages: test that ..."""

from datetime import date

import pytest
from django.test import Client, override_settings

from marketplace.kernel.money import Money
from orders.cod_states import Confirmation, DepositMedium
from orders.models.order import Order
from orders.services.deposit_confirm import deposit_confirm
from orders.services.order_cancel import order_cancel
from tests.factories.cod import agreement_of, call_of, call_rule, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views.shop.pages import give_address, put
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def page(client: Client, order: Order, language: str = "fr") -> str:
    return client.get(f"/{language}/order/{order.access_token}/").content.decode().replace("\u00a0", " ")


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_the_deposit_and_its_reason_are_told_before_ordering(client: Client, shop: Market) -> None:
    deposit_rule(shop)
    put(client, shop, 0)
    give_address(client, shop)

    text = client.get("/fr/checkout/review/").content.decode().replace("\u00a0", " ")

    assert "27,00 DH tout de suite en acompte, 108,00 DH à la livraison" in text
    assert "Une première commande de plus de 80,00 DH demande un acompte de 20 %" in text
    assert "un colis refusé coûte deux voyages" in text


def test_the_page_of_the_order_says_how_to_pay_the_deposit(client: Client, shop: Market) -> None:
    SettlementTermFactory.create(from_date=date(2026, 1, 1))
    deposit_rule(shop)
    order = shop.order({0: 1})

    with override_settings(CASH_AGENCY_NAME="Agence Atlas"):
        text = page(client, order)

    agreement = agreement_of(order)
    for word in (
        agreement.transfer_reference,
        agreement.agency_code,
        "Agence Atlas",
        "27,00 DH",
        "108,00 DH",
    ):
        assert word in text
    assert "En attente de l'acompte" in text.replace("’", "'").replace("&#x27;", "'")


def test_once_it_is_there_the_page_tells_what_is_left(client: Client, shop: Market) -> None:
    deposit_rule(shop)
    order = shop.order({0: 1})
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=Money(2_700),
        medium=DepositMedium.TRANSFER,
        reference="V1",
        now=NOON,
    )

    text = page(client, order)

    assert "Acompte reçu" in text
    assert agreement_of(order).transfer_reference not in text
    assert "Préparez 108,00 DH" in text or "108,00 DH" in text


def test_a_deposit_that_goes_back_is_shown_as_a_refund(client: Client, shop: Market) -> None:
    deposit_rule(shop)
    order = shop.order({0: 1})
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=Money(2_700),
        medium=DepositMedium.AGENCY,
        reference="R1",
        now=NOON,
    )
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    text = page(client, order)

    assert f"/fr/order/{order.access_token}/refund/" in text


def test_the_link_of_the_message_asks_first_and_confirms_by_a_button(client: Client, shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})
    path = f"/fr/confirm/{call_of(order).token}/"
    assert "votre confirmation" in page(client, order)

    response = client.get(path)
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert states(order) == {"placed"}
    assert client.post(path, {"answer": "yes"}).status_code == 303
    assert states(order) == {"released"}
    assert order.access_token in client.get(path).content.decode()


def test_the_link_can_say_no(client: Client, shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})
    path = f"/ar/confirm/{call_of(order).token}/"

    client.post(path, {"answer": "no"})

    assert states(order) == {"cancelled"}
    assert client.get(path).status_code == 200
    client.post(path, {"answer": "yes"})
    assert states(order) == {"cancelled"}


def test_where_a_call_is_asked_for_the_link_says_so(client: Client, shop: Market) -> None:
    call_rule(shop, confirmation=Confirmation.CALL)
    order = shop.order({0: 1})
    path = f"/fr/confirm/{call_of(order).token}/"

    assert 'name="answer"' not in client.get(path).content.decode()
    client.post(path, {"answer": "yes"})
    assert states(order) == {"placed"}


def test_a_broken_link_says_what_to_do(client: Client, shop: Market) -> None:
    assert client.get("/fr/confirm/nothing/").status_code == 404
