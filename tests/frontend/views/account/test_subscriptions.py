"""A customer's baskets that come again: pages and buttons."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services.subscription_announce import subscriptions_announce
from marketplace.customers.services.subscription_order import subscriptions_order
from marketplace.kernel.actor import Actor
from tests.factories.ground import UserFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed
from tests.frontend.test_pages import Outline
from tests.frontend.views.people import browser_of, queries_of
from tests.frontend.views.shop.pages import text_of
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
LIST = "/fr/account/subscriptions/"


def built():
    shop, user = market(), UserFactory.create(language="fr")
    return shop, user, subscribed(shop, {0: 2, 1: 1}, user=user, now=timezone.now())


world = once(built)


@pytest.fixture
def placed(world):
    shop, user, basket = fresh(world)
    return shop, user, basket, browser_of(Actor(user_id=user.pk)), f"{LIST}{basket.pk}/"


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_pages_open_in_each_language_and_are_well_formed(placed, language):
    _shop, _user, _basket, browser, url = placed
    for page in (LIST, url):
        answer = browser.get(page.replace("/fr/", f"/{language}/"))

        assert answer.status_code == 200
        outline = Outline(answer.content.decode())
        assert outline.faults == []
        assert len(outline.ids) == len(set(outline.ids))


def test_the_owner_of_an_order_is_asked_and_no_other_holder_of_its_link(placed):
    shop, user, _basket, browser, _url = placed
    order = shop.order({0: 1})
    order.user = user
    order.save(update_fields=["user"])
    link = f"/fr/order/{order.access_token}/"
    target = f"{LIST}of/{order.pk}/"

    assert target in text_of(browser.get(link))
    assert target not in text_of(Client().get(link))
    bad = browser.post(target, {"every_weeks": "3"})
    good = browser.post(target, {"every_weeks": "4"})

    made = Subscription.objects.get(source=order)
    assert (bad.url, good.url) == (LIST, f"{LIST}{made.pk}/")
    assert made.every_weeks == 4


def test_what_comes_is_changed_and_a_bad_wish_is_said(placed):
    shop, _user, basket, browser, url = placed
    first, second = (f"quantity-{variant.pk}" for variant in shop.variants[:2])

    saved = browser.post(url, {first: "3", second: "0", "every_weeks": "2"})
    empty = browser.post(url, {first: "0", "every_weeks": "2"})
    crafted = browser.post(url, {first: "-4", "every_weeks": "x"})

    assert (saved.status_code, empty.status_code, crafted.status_code) == (302, 422, 422)
    assert set(crafted.context["form"].errors) == {first, "every_weeks"}
    assert dict(basket.lines.values_list("variant", "quantity")) == {shop.variants[0].pk: 3}


def test_a_skip_is_offered_to_be_taken_back_and_an_end_too(placed):
    _shop, _user, basket, browser, url = placed
    due = basket.next_date

    def press(act):
        answer = browser.post(f"{url}act/", {"act": act}, follow=True)
        basket.refresh_from_db()
        return text_of(answer)

    assert 'value="unskip"' in press("skip")
    assert basket.skipped_date == due
    assert 'value="unskip"' not in press("unskip")
    assert basket.next_date == due
    assert 'value="resume"' in press("pause")
    assert 'value="pause"' in press("resume")
    assert 'value="resume"' in press("end")
    assert browser.get(LIST).context["baskets"] == []
    press("resume")
    assert basket.is_running
    assert browser.post(f"{url}act/", {"act": "delete"}).status_code == 404


def test_visitors_sign_in_and_strangers_find_nothing(placed):
    _shop, _user, basket, _browser, url = placed
    stranger = browser_of(Actor(user_id=UserFactory.create().pk))
    targets = [
        ("get", LIST), ("get", url), ("post", url), ("post", f"{url}act/"), ("post", f"{LIST}of/{basket.source_id}/"),
    ]  # fmt: skip
    form = {"act": "end", "every_weeks": "1"}

    visitors = [getattr(Client(), verb)(page, form) for verb, page in targets]
    strangers = [getattr(stranger, verb)(page, form).status_code for verb, page in targets]

    assert {answer.status_code for answer in visitors} == {302}
    assert {answer.url.split("?")[0] for answer in visitors} == {"/fr/account/sign-in/"}
    assert strangers == [200, 404, 404, 404, 404]
    basket.refresh_from_db()
    assert basket.is_running


def test_pages_ask_the_same_however_many_baskets_lines_and_dates_there_are(placed):
    shop, user, basket, browser, url = placed
    few = queries_of(browser, LIST), queries_of(browser, url)
    for _ in range(3):
        subscribed(shop, {0: 1, 1: 1, 2: 1}, user=user, now=timezone.now())
    for weeks in (1, 2):
        subscriptions_announce(now=timezone.now() + timedelta(days=7 * weeks - 3))
        subscriptions_order(now=timezone.now() + timedelta(days=7 * weeks))

    assert basket.runs.count() == 2
    assert (queries_of(browser, LIST), queries_of(browser, url)) == few == (5, 9)


def test_where_it_goes_is_changed_and_the_ways_of_another_province_are_shown(placed):
    shop, _user, basket, browser, url = placed
    page = browser.get(f"{url}delivery/")
    assert [each.method_id for each in page.context["options"]] == [shop.method.pk]
    assert Outline(page.content.decode()).faults == []
    sent = {name: value for name, value in page.context["form"].initial.items() if value}
    shown = browser.post(f"{url}delivery/", {**sent, "province": "MA-RAB", "show_options": "1"})
    assert (shown.status_code, shown.context["place"]) == (200, "Rabat")
    bad = browser.post(f"{url}delivery/", {**sent, "city": "", "delivery_method": "x"})
    assert (bad.status_code, bool(bad.context["form"].errors)) == (422, True)
    assert browser.post(f"{url}delivery/", {**sent, "delivery_method": "x"}).status_code == 422
    moved = {**sent, "province": "MA-RAB", "city": "Rabat", "delivery_method": str(shop.method.pk)}
    assert browser.post(f"{url}delivery/", moved)["Location"] == url
    assert Subscription.objects.get(pk=basket.pk).address["city"] == "Rabat"
    assert "Rabat" in text_of(browser.get(url))
    stranger = browser_of(Actor(user_id=UserFactory.create().pk))
    assert stranger.get(f"{url}delivery/").status_code == 404
    assert stranger.post(f"{url}delivery/", moved).status_code == 404
    assert Client().get(f"{url}delivery/").status_code == 302
    assert queries_of(browser, f"{url}delivery/") == 6
