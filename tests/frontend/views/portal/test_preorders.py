"""A harvest is sold ahead: from the portal to the shop, the basket and the order."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from catalog.models.preorder import Preorder
from marketplace.cooperatives.states import Role
from orders.models.order import SubOrder
from tests.factories.shortages import counted_away
from tests.frontend.views.portal.conftest import member_of
from tests.frontend.views.shop.pages import form_of, give_address, put, text_of

PAGE = "/fr/portal/preorders/"


def say(client, shop, **asked):
    today = timezone.localdate()
    days = {"until_date": today + timedelta(days=10), "arrives_date": today + timedelta(days=30)}
    return client.post(PAGE, {"variant": str(shop.variants[0].pk), "most": "3", **days, **asked})


def test_a_customer_sees_when_the_harvest_arrives_on_every_page(shop, president):
    variant = shop.variants[0]
    variant.product.season_months = [timezone.localdate().month % 12 + 1]
    variant.product.save()
    counted_away(variant, 50)
    address = f"/fr/product/{variant.product.slug}/"
    sold_out = text_of(Client().get(address))
    assert say(president.client, shop).status_code == 302
    customer = Client()

    page = text_of(customer.get(address))
    listed = text_of(customer.get("/fr/search/"))
    put(customer, shop, 0, 2)
    basket = text_of(customer.get("/fr/basket/"))
    give_address(customer, shop)
    review = customer.get("/fr/checkout/review/")
    placed = customer.post(
        "/fr/checkout/review/", {**form_of(review, "/fr/checkout/review/"), "payment_method": "cash"}
    )

    assert "La prochaine saison commence en" in sold_out
    assert "Me prévenir" in sold_out
    assert "Précommander, arrive vers le" in page
    assert "PreOrder" in customer.get(address).content.decode()
    assert "Précommande" in listed
    assert "arrive vers le" in basket
    assert "Le colis part à partir du" in text_of(review)
    part = SubOrder.objects.get()
    assert part.ready_date == timezone.localdate() + timedelta(days=30)
    assert "Prêt à partir du" in text_of(customer.get(placed["Location"]))
    assert "2 / 3" in text_of(president.client.get(PAGE))
    put(customer, shop, 0, 2)
    assert "Il n’en reste que" in text_of(customer.get("/fr/basket/")).replace("'", "’")


def test_what_cannot_be_meant_is_told_and_it_ends_with_one_tap(shop, president):
    nothing = say(president.client, shop, most="", until_date="", variant=str(shop.variants[1].pk))
    backwards = say(president.client, shop, arrives_date=timezone.localdate())
    treasurer = member_of(president.organisation, Role.TREASURER)

    assert {"most", "until_date", "variant"} <= set(nothing.context["form"].errors)
    assert (backwards.status_code, set(backwards.context["form"].errors)) == (422, {"arrives_date"})
    assert say(treasurer.client, shop).status_code == 403
    assert "Rien n’est vendu d’avance" in text_of(president.client.get(PAGE)).replace("'", "’")
    say(president.client, shop)
    president.client.post(f"{PAGE}{shop.variants[0].pk}/end/")
    row = Preorder.objects.get()
    assert row.ended_at is not None
