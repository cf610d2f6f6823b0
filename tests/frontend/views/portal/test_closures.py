"""The page of closed days, and what the shop says meanwhile."""

from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.utils import timezone

from logistics.models.stock import Stock
from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.states import Role
from tests.frontend.views.portal.conftest import member_of
from tests.frontend.views.shop.pages import put

PAGE = "/fr/portal/closed/"


def close(client, **asked):
    return client.post(
        PAGE, {"from_date": str(timezone.localdate()), "days": "3", "reason": "feast", **asked}
    )


def test_a_closed_cooperative_is_seen_with_the_day_it_is_back_and_sells_nothing(shop, president):
    variant, visitor = shop.variants[0], Client()
    put(visitor, shop)

    answer = close(president.client)
    pages = [
        visitor.get(url).content.decode()
        for url in (
            f"/fr/product/{variant.product.slug}/",
            f"/fr/cooperatives/{president.organisation.slug}/",
            "/fr/search/",
            "/fr/basket/",
        )
    ]
    refused = Client().post(f"/fr/product/{variant.product.slug}/", {"variant": variant.pk, "quantity": "1"})

    assert answer.status_code == 302
    back = timezone.localdate() + timedelta(days=3)
    assert "Cette coopérative est fermée" in pages[0]
    assert "Add to basket" not in pages[0]
    for page in (pages[0], pages[2], pages[3]):
        assert f"{back.day}" in page
        assert "e retour le" in page or "De retour le" in page
    assert "Fête" in pages[1]
    assert refused.status_code == 422
    closure = Closure.objects.get()
    assert (closure.reason, closure.sells_on, closure.until_date) == (
        "feast",
        False,
        back - timedelta(days=1),
    )

    president.client.post(f"{PAGE}{closure.pk}/open/")
    assert "Cette coopérative est fermée" not in visitor.get("/fr/basket/").content.decode()


def test_what_lies_at_the_hub_may_be_sold_meanwhile(shop, president):
    variant = shop.variants[0]

    close(president.client, sells_on="1")
    open_page = Client().get(f"/fr/product/{variant.product.slug}/")
    assert shop.order({0: 1}, now=timezone.now()).pk
    Stock.objects.filter(variant=variant).update(quantity=F("reserved"))
    empty_page = Client().get(f"/fr/product/{variant.product.slug}/").content.decode()

    assert open_page.context["is_open"]
    assert "La coopérative est de retour le" in empty_page


def test_days_that_cannot_be_meant_are_told_beside_their_field(shop, president):
    first = close(president.client)
    again = close(president.client)
    nothing = president.client.post(PAGE, {})
    producer = member_of(president.organisation, Role.PRODUCTION)

    assert (first.status_code, again.status_code, nothing.status_code) == (302, 422, 422)
    assert {"from_date", "days", "reason"} <= set(nothing.context["form"].errors)
    assert close(producer.client).status_code == 403
    assert 'name="days"' not in producer.client.get(PAGE).content.decode()
    assert Closure.objects.count() == 1


def test_today_says_until_when_it_is_closed_and_opens_again_with_one_tap(shop, president):
    assert "/open/" not in president.client.get("/fr/portal/").content.decode()
    close(president.client)
    closure = Closure.objects.get()
    url = f"{PAGE}{closure.pk}/open/"

    shown = president.client.get("/fr/portal/").content.decode()
    treasurer = member_of(president.organisation, Role.TREASURER).client.get("/fr/portal/").content.decode()
    opened = president.client.post(url, {"back": "today"})

    assert url in shown and "Vous êtes fermés" in shown
    assert url not in treasurer and "Vous êtes fermés" in treasurer
    assert opened["Location"] == "/fr/portal/"
    assert "Vous êtes fermés" not in president.client.get("/fr/portal/").content.decode()
