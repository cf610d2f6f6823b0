"""The page of what can be made, and the day that customers see."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from logistics.models.capacity import Capacity, CapacityBooking
from logistics.models.fulfilment import Fulfilment
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from orders.models.order import Order, SubOrder
from orders.services.order_cancel import order_cancel
from orders.services.order_release import order_release
from tests.frontend.views.portal.conftest import member_of
from tests.frontend.views.shop.pages import form_of, give_address, put, text_of

PAGE = "/fr/portal/capacity/"


def say(client, **asked):
    return client.post(PAGE, {"product": "", "most": "2", "measure": "piece", "per": "day", **asked})


def test_a_customer_sees_the_day_on_every_page_and_is_asked_again_when_it_moved(shop, president):
    today, variant = timezone.localdate(), shop.variants[0]
    day = (today + timedelta(days=1)).day
    assert say(president.client).status_code == 302
    customer = Client()
    put(customer, shop, 0, 3)

    basket = text_of(customer.get("/fr/basket/"))
    give_address(customer, shop)
    review = customer.get("/fr/checkout/review/")
    form = form_of(review, "/fr/checkout/review/")
    # Meanwhile somebody else orders what was left of today and tomorrow
    quicker = shop.order({0: 2}, now=timezone.now())
    refused = customer.post("/fr/checkout/review/", {**form, "payment_method": "cash"})
    again = customer.get("/fr/checkout/review/")
    placed = customer.post(
        "/fr/checkout/review/", {**form_of(again, "/fr/checkout/review/"), "payment_method": "cash"}
    )

    assert f"Prêt à partir du {day}" in basket
    assert form["seen_ready"] == str(today + timedelta(days=1))
    assert refused["Location"].endswith("/basket/")
    assert "Prêt à partir du" in text_of(Client().get(f"/fr/product/{variant.product.slug}/"))
    part = SubOrder.objects.exclude(order=quicker).get()
    assert part.ready_date == today + timedelta(days=2)
    assert "Prêt à partir du" in text_of(customer.get(placed["Location"]))
    assert "Promis pour" in text_of(president.client.get("/fr/portal/orders/"))
    assert "Promis pour" in text_of(president.client.get(f"/fr/portal/orders/{part.pk}/"))

    order_cancel(
        actor=Actor.of_machine("test"), order_id=quicker.pk, holds_secret=True, reason="", now=timezone.now()
    )
    assert set(CapacityBooking.objects.values_list("key", flat=True)) == {part.lines.get().reference}


def test_the_hub_leaves_alone_what_is_promised_for_a_later_day(shop, president):
    now = timezone.now()
    say(president.client)
    order = shop.order({0: 3}, now=now)
    order_release(order_id=order.pk, now=now)
    row = Fulfilment.objects.get()
    machine = Actor.of_machine("test")

    by_itself = wave_create(actor=machine, warehouse_id=row.warehouse_id, now=now)
    on_its_day = wave_create(actor=machine, warehouse_id=row.warehouse_id, now=now + timedelta(days=1))

    assert row.ready_date == timezone.localdate(now) + timedelta(days=1)
    assert (by_itself.wave, on_its_day.wave is None) == (None, False)


def test_more_than_can_be_made_is_not_ordered(shop, president):
    say(president.client, most="1", per="week", product=str(shop.variants[0].product_id))
    customer = Client()
    put(customer, shop, 0, 20)

    give_address(customer, shop)
    page = text_of(customer.get("/fr/basket/"))

    assert "dans les trois prochains mois" in page
    assert not Order.objects.exists()


def test_what_cannot_be_meant_is_told_and_a_limit_ends_with_one_tap(shop, president):
    half, nothing = say(president.client, most="1,5"), say(president.client, most="", per="year")
    foreign = say(president.client, product=str(shop.variants[1].product_id))
    weighed = say(president.client, most="1,5", measure="kg", product=str(shop.variants[0].product_id))
    page = text_of(president.client.get(PAGE))
    row = Capacity.objects.get()
    treasurer = member_of(president.organisation, Role.TREASURER)

    assert (half.status_code, nothing.status_code, foreign.status_code, weighed.status_code) == (
        422,
        422,
        422,
        302,
    )
    assert {"most", "per"} <= set(nothing.context["form"].errors)
    assert row.most == 1_500
    assert "1,5" in page
    assert say(treasurer.client).status_code == 403
    president.client.post(f"{PAGE}{row.pk}/end/")
    assert "Rien ne limite vos produits" in text_of(president.client.get(PAGE))
