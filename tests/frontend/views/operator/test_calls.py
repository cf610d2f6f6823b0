"""The pages of confirmation calls: test that ..."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.kernel.actor import Actor, Permission
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from tests.factories.cod import call_of, call_rule, deposit_rule
from tests.factories.ground import staff_actor
from tests.factories.orders import Market, market
from tests.frontend.views.people import browser_of, customer, hub_worker, president, queries_of, staff
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
PAGE = "/fr/operator/calls/"


def _build() -> Market:
    found = market()
    call_rule(found)
    return found


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    """Everybody is called; a call is due at any hour of these tests."""
    return fresh(built)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """These pages read the clock, and at night nobody is called."""
    noon = datetime(2026, 11, 16, 12, 30, tzinfo=UTC)
    monkeypatch.setattr("frontend.views.operator.calls.timezone.now", lambda: noon)


@pytest.fixture
def caller() -> Actor:
    return staff_actor(Permission.MANAGE_ORDERS)


def taken(browser: Client) -> int:
    """Take the next call; return which."""
    browser.post(f"{PAGE}next/")
    return ConfirmationCall.objects.get(claimed_by__isnull=False).pk


def test_strangers_open_none_of_it(shop: Market) -> None:
    order = shop.order({0: 1})
    call = call_of(order).pk
    posts = (f"{PAGE}next/", f"{PAGE}{call}/", f"{PAGE}{call}/leave/", f"{PAGE}undo/1/")
    for browser in (
        customer(),
        president(),
        hub_worker(shop.hub),
        browser_of(shop.cashier),
        staff(Permission.MANAGE_CASH),
    ):
        assert browser.get(PAGE).status_code == 403
        assert browser.get(f"{PAGE}{call}/address/").status_code == 403
        assert [browser.post(path).status_code for path in posts] == [403] * 4
    assert Client().get(PAGE).status_code == 302
    assert ConfirmationCall.objects.get().claimed_by is None


def test_a_caller_takes_reads_says_and_takes_back(shop: Market, caller: Actor) -> None:
    order = shop.order({0: 2})
    browser = browser_of(caller)
    assert "1 client à appeler" in browser.get(PAGE).content.decode()

    call = taken(browser)
    page = browser.get(PAGE).content.decode()
    assert 'href="tel:+212612345678"' in page
    assert str(order.number) in page
    assert "Amina Client" in page

    browser.post(f"{PAGE}{call}/", {"outcome": "no_answer", "note": "sonne dans le vide"})
    assert call_of(order).attempts == 1
    attempt = CallAttempt.objects.get()
    assert reverse("frontend:operator-call-undo", args=[attempt.pk]) in browser.get(PAGE).content.decode()

    browser.post(f"{PAGE}undo/{attempt.pk}/")
    assert (call_of(order).attempts, call_of(order).claimed_by_id) == (0, caller.user_id)

    browser.post(f"{PAGE}{call}/leave/")
    assert call_of(order).claimed_by is None


def test_the_script_is_in_the_customers_language(shop: Market, caller: Actor) -> None:
    deposit_rule(shop)
    order = shop.order({0: 1})
    Order.objects.update(language="ar")
    browser = browser_of(caller)
    taken(browser)

    page = browser.get("/en/operator/calls/").content.decode()

    assert '<blockquote class="stack stack--tight panel" lang="ar" dir="rtl">' in page
    assert "Amina Client" in page
    assert f"رقم {order.number}" in page


def test_another_address_is_written_down_on_a_page_of_its_own(shop: Market, caller: Actor) -> None:
    order = shop.order({0: 1})
    browser = browser_of(caller)
    call = taken(browser)
    path = f"{PAGE}{call}/address/"
    assert "12, rue des Oliviers" in browser.get(path).content.decode()
    given = {**order.address, "street": "7, rue Neuve"}

    assert browser.post(path, {**given, "province": "MA-TNG"}).status_code == 422
    assert CallAttempt.objects.count() == 0
    assert browser.post(path, given).status_code == 302
    assert CallAttempt.objects.get().address["street"] == "7, rue Neuve"
    # It is nobody's call any more
    assert browser.get(path).status_code == 302


def test_later_needs_a_time_and_what_is_unknown_is_refused(shop: Market, caller: Actor) -> None:
    order = shop.order({0: 1})
    browser = browser_of(caller)
    call = taken(browser)

    browser.post(f"{PAGE}{call}/", {"outcome": "later"})
    browser.post(f"{PAGE}{call}/", {"outcome": "maybe"})
    assert CallAttempt.objects.count() == 0
    browser.post(f"{PAGE}{call}/", {"outcome": "later", "again": "tomorrow"})
    assert call_of(order).due_at == datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def test_an_empty_queue_says_so(shop: Market, caller: Actor) -> None:
    browser = browser_of(caller)

    page = browser.post(f"{PAGE}next/", follow=True).content.decode()

    assert "Personne à appeler maintenant" in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_is_fixed(shop: Market, count: int) -> None:
    for _order in range(count):
        shop.order({0: 1, 1: 1})
    browser = staff(Permission.MANAGE_ORDERS)
    taken(browser)

    # Session, person and roles; counts (3), the call, its lines, its calls, what can be taken back, the last calls
    assert queries_of(browser, PAGE) == 3 + 8
