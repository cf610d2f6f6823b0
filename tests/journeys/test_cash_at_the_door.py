"""An order that needs a deposit and a call, and delivery prices that an operator changes: in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from logistics.models.delivery import DeliveryRate
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor, Permission
from marketplace.outbox.delivery import deliver
from orders.cod_states import DepositMedium
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from orders.services.calls_settle import calls_settle
from orders.services.deposit_confirm import deposit_confirm
from tests.factories.cod import agreement_of, call_of, call_rule, deposit_rule
from tests.factories.ground import staff_actor
from tests.factories.payouts import SettlementTermFactory
from tests.journeys.conftest import Site
from tests.journeys.goods import Shelves, stocked_shelves
from tests.journeys.test_buying import fill_address, fill_basket, is_too_wide
from tests.journeys.test_main_journey import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@dataclass
class Shop:
    """Where the rules hold."""

    channel: Channel


@pytest.fixture
def shelves(site: Site) -> Iterator[Shelves]:
    """Three products; a first order above 100 MAD needs a deposit of a fifth, and everybody is called, at any hour."""
    SettlementTermFactory.create()
    found = stocked_shelves()
    shop = Shop(Channel.objects.get())
    deposit_rule(shop, above_minor=10_000)
    call_rule(shop)
    with override_settings(CALLING_HOURS=(0, 24), CASH_AGENCY_NAME="Agence d'essai"):
        yield found


def window_of(site: Site, actor: Actor, language: str = "fr") -> Page:
    """Open a window of somebody who works here."""
    page = site.open(language=language)
    page.goto(f"{site.url}/{language}/account/login/")
    page.fill("[name=login]", User.objects.get(pk=actor.user_id or 0).email or "")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*/login/).*$"))
    return page


def told() -> None:
    """What the worker does between two clicks."""
    while deliver(now=timezone.now() + timedelta(minutes=1)):
        pass


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_an_order_over_the_sum_waits_for_its_deposit_and_a_call_and_is_then_prepared(
    site: Site, shelves: Shelves
) -> None:
    page = site.open(phone=True, language="ar")
    fill_basket(site, page, "ar", shelves)
    page.goto(f"{site.url}/ar/checkout/")
    fill_address(page, name="أمينة الإدريسي", city="وجدة", province="MA-OUJ")
    page.locator("[name=delivery_method]").first.check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/checkout/review/")
    page.locator("[value=cash]").check()
    # 60 + 180 + 95 and 35 for delivery: a fifth of 370, and the rest with the fee of 10
    expect(page.locator(".total--cash").first).to_contain_text("74,00")
    site.photograph(page, "cod-review.ar.phone")
    assert not is_too_wide(page)
    page.locator("button.button--big").click()
    page.wait_for_url("**/order/*/")
    order = Order.objects.get()
    agreement = agreement_of(order)
    expect(page.locator("main")).to_contain_text(agreement.agency_code)
    expect(page.locator("main")).to_contain_text("306,00")
    site.photograph(page, "cod-order-deposit.ar.phone")
    assert not is_too_wide(page)
    told()

    cash = staff_actor(Permission.MANAGE_CASH)
    deposit_confirm(
        actor=cash,
        order_id=order.pk,
        received=agreement.deposit,
        medium=DepositMedium.AGENCY,
        reference="R1",
        now=timezone.now(),
    )
    told()
    assert states(order) == {"placed"}
    ConfirmationCall.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    desk = window_of(site, staff_actor(Permission.MANAGE_ORDERS))
    desk.goto(f"{site.url}/fr/operator/calls/")
    site.photograph(desk, "cod-calls.fr.desktop")
    desk.get_by_role("button", name="Prendre l'appel suivant").click()
    expect(desk.locator("blockquote")).to_have_attribute("dir", "rtl")
    site.photograph(desk, "cod-call.fr.desktop")
    desk.locator("button[value=confirmed]").click()
    expect(desk.locator("form[action*='/undo/'] button")).to_be_visible()

    over = CallAttempt.objects.get().final_at
    assert calls_settle(actor=Actor.of_machine("journey"), now=over, limit=10) == 1
    told()
    page.reload()
    site.photograph(page, "cod-order-confirmed.ar.phone")
    assert states(order) == {"released"}
    assert call_of(order).confirmed_by == "call"
    assert not is_too_wide(page)


def test_an_operator_sees_the_effect_of_a_tariff_before_it_counts_and_takes_it_back(
    site: Site, shelves: Shelves
) -> None:
    desk = window_of(site, staff_actor(Permission.MANAGE_SHIPPING, Permission.MANAGE_SETTINGS))
    desk.goto(f"{site.url}/fr/operator/tariffs/")
    site.photograph(desk, "tariffs.fr.desktop")
    desk.get_by_role("link", name="Modifier").first.click()
    expect(desk.locator("[name=bands-0-price]")).to_have_value("35,00")
    desk.fill("[name=bands-0-price]", "29,00")
    desk.locator("button[name=preview]").click()
    expect(desk.locator("#effect")).to_be_visible()
    site.photograph(desk, "tariff-effect.fr.desktop")
    assert DeliveryRate.objects.count() == 1
    desk.locator("button[name=save]").click()
    desk.wait_for_url("**/tariffs/")
    assert sorted(DeliveryRate.objects.values_list("price_minor", flat=True)) == [2_900, 3_500]
    desk.locator("form[action*='/withdraw/'] button").click()
    desk.wait_for_url("**/tariffs/")
    assert list(DeliveryRate.objects.values_list("price_minor", flat=True)) == [3_500]

    desk.goto(f"{site.url}/fr/operator/cod-rules/")
    site.photograph(desk, "cod-rules.fr.desktop")
    phone = window_of(site, staff_actor(*Permission), "ar")
    phone.set_viewport_size({"width": 360, "height": 740})
    for place in ("money", "cod-rules", "tariffs", "tariffs/new", "calls"):
        phone.goto(f"{site.url}/ar/operator/{place}/")
        site.photograph(phone, f"operator-{place.replace('/', '-')}.ar.phone")
        assert not is_too_wide(phone), place
