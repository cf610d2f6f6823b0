"""A cooperative announces what it brings: test that ..."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models.product import Variant
from logistics.models.inbound import Notice
from logistics.models.warehouse import Warehouse
from tests.factories.logistics import WarehouseFactory, received_goods, sent_notice
from tests.factories.orders import Market
from tests.frontend.views.people import page_of
from tests.frontend.views.portal.conftest import Member, member_of
from tests.marketplace.documents.reading import codes_in

pytestmark = pytest.mark.django_db


def hub() -> Warehouse:
    """Where goods are sent."""
    return Warehouse.objects.filter(kind="hub").first() or WarehouseFactory.create()


def sent(**changes: str) -> dict[str, str]:
    """Three crates of eight, for tomorrow."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "crates": "3",
        "units": "8",
        "ready_date": tomorrow.isoformat(),
        "arrival": "collection",
        "warehouse": str(hub().pk),
        "key": "tap-1",
        **changes,
    }


def own_variant(shop: Market, seller: int = 0) -> Variant:
    """A variant of a seller."""
    return Variant.objects.filter(product__organisation=shop.sellers[seller]).earliest("id")


def test_from_the_list_to_the_announcement_it_takes_a_tap_two_numbers_and_a_press(
    shop: Market, president: Member
) -> None:
    variant = own_variant(shop)
    tiles = page_of(president.client.get("/ar/portal/deliveries/new/"))
    assert f"/ar/portal/deliveries/new/{variant.pk}/" in tiles
    form = page_of(president.client.get(f"/ar/portal/deliveries/new/{variant.pk}/"))
    assert 'name="crates"' in form
    assert 'name="key" value="' in form

    response = president.client.post(f"/ar/portal/deliveries/new/{variant.pk}/", sent())

    notice = Notice.objects.get()
    assert response["Location"] == f"/ar/portal/deliveries/{notice.pk}/"
    line = notice.lines.get()
    assert (line.variant, line.quantity, notice.arrival) == (variant, 24, "collection")
    assert notice.number in page_of(president.client.get("/ar/portal/deliveries/"))


def test_a_second_press_announces_once(shop: Market, president: Member) -> None:
    for _press in range(2):
        president.client.post(f"/fr/portal/deliveries/new/{own_variant(shop).pk}/", sent())

    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"crates": ""},
        {"crates": "-3"},
        {"units": "0"},
        {"units": "plenty"},
        {"ready_date": "2020-01-01"},
        {"ready_date": "soon"},
        {"arrival": "by air"},
        {"warehouse": "somewhere"},
        {"key": ""},
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_announced(
    shop: Market, president: Member, changes: dict[str, str]
) -> None:
    response = president.client.post(f"/fr/portal/deliveries/new/{own_variant(shop).pk}/", sent(**changes))

    assert (response.status_code, Notice.objects.count()) == (422, 0)


def test_another_cooperatives_product_notice_and_receipt_are_not_found(
    shop: Market, president: Member, stranger: Member
) -> None:
    foreign = own_variant(shop, seller=1)
    receipt = received_goods(foreign, counted=20)
    places = [
        f"portal/deliveries/new/{foreign.pk}/",
        f"portal/deliveries/{receipt.notice_id}/",
        f"portal/receipts/{receipt.pk}/",
        f"portal/receipts/{receipt.pk}.pdf",
    ]

    assert [president.client.get(f"/fr/{place}").status_code for place in places] == [404] * 4
    assert [stranger.client.get(f"/fr/{place}").status_code for place in places] == [200] * 4
    assert Client().get(f"/fr/{places[2]}").status_code == 302


def test_a_treasurer_announces_nothing(shop: Market) -> None:
    treasurer = member_of(shop.sellers[0], "treasurer")
    place = f"/fr/portal/deliveries/new/{own_variant(shop).pk}/"

    assert treasurer.client.get(place).status_code == 403
    assert treasurer.client.post(place, sent()).status_code == 403
    assert Notice.objects.count() == 0


def test_what_was_counted_is_shown_with_its_differences_and_its_slip(shop: Market, president: Member) -> None:
    receipt = received_goods(own_variant(shop), counted=20)

    page = page_of(president.client.get(f"/fr/portal/receipts/{receipt.pk}/"))
    slip = president.client.get(f"/fr/portal/receipts/{receipt.pk}.pdf").content

    assert "Moins qu’annoncé" in page
    assert codes_in(slip) == {("Code128", receipt.number)}


def test_a_notice_is_taken_back_until_the_goods_have_come(shop: Market, president: Member) -> None:
    notice = sent_notice(own_variant(shop), ready_date=timezone.localdate(), now=timezone.now())

    president.client.post(f"/fr/portal/deliveries/{notice.pk}/")

    notice.refresh_from_db()
    assert notice.state == "cancelled"
    again = president.client.post(f"/fr/portal/deliveries/{notice.pk}/", follow=True)
    assert "quelqu’un a été plus rapide" in page_of(again)
