"""Rounds of orders: from the portal to the shop and the basket."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from catalog.models.order_cycle import OrderCycle
from marketplace.cooperatives.states import Role
from tests.frontend.views.portal.conftest import member_of
from tests.frontend.views.shop.pages import put, text_of

PAGE = "/fr/portal/rounds/"


def say(client, **asked):
    today = timezone.localdate()
    given = {
        "product": "", "opens_at": today - timedelta(days=1), "opens_hour": "08:00",
        "closes_at": today + timedelta(days=1), "closes_hour": "18:00", "ready_date": today + timedelta(days=3),
        "repeats_days": "7",
    }  # fmt: skip
    return client.post(PAGE, {**given, **asked})


def test_customers_see_when_orders_are_taken_and_when_the_goods_are_ready(shop, president):
    variant, customer = shop.variants[0], Client()
    address = f"/fr/product/{variant.product.slug}/"
    soon = timezone.localdate() + timedelta(days=1)
    given = say(president.client, opens_at=soon, closes_at=soon + timedelta(days=1))
    assert given.status_code == 302, given.context["form"].errors
    assert text_of(customer.get("/fr/search/")).count("Ouvre de nouveau le") == 1
    assert say(president.client).status_code == 302
    assert "Ouvre de nouveau le" not in text_of(customer.get("/fr/search/"))

    page = text_of(customer.get(address))
    house = text_of(customer.get(f"/fr/cooperatives/{president.organisation.slug}/"))
    put(customer, shop, 0, 1)
    basket = text_of(customer.get("/fr/basket/"))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        later = text_of(customer.get(f"/fr/cooperatives/{president.organisation.slug}/"))
        closed, left = text_of(customer.get(address)), text_of(customer.get("/fr/basket/"))
        refused = put(Client(), shop, 0, 1)

    assert "Commandes prises jusqu" in page
    assert "Commandes prises jusqu" in house
    assert "Prêt à partir du" in page
    assert "Prêt à partir du" in basket
    assert "par tournées" in closed
    assert "par tournées" in later
    assert "est close" in left
    assert refused.status_code == 422
    assert "Chaque semaine" in text_of(president.client.get(PAGE))


def test_what_cannot_be_meant_is_told_and_it_ends_with_one_tap(shop, president):
    nothing = say(president.client, opens_at="", repeats_days="3")
    backwards = say(president.client, closes_at=timezone.localdate() - timedelta(days=3))
    treasurer = member_of(president.organisation, Role.TREASURER)

    assert {"opens_at", "repeats_days"} <= set(nothing.context["form"].errors)
    assert set(backwards.context["form"].errors) == {"closes_at"}
    assert say(treasurer.client).status_code == 403
    say(president.client, product=str(shop.variants[0].product_id))
    president.client.post(f"{PAGE}{OrderCycle.objects.get().pk}/end/")
    assert "à tout moment" in text_of(president.client.get(PAGE))
