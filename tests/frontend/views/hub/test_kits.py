"""Gift boxes at the hub: test that ..."""

from django.test import Client

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.kit import Kit
from logistics.services.line_pick import line_pick
from logistics.services.wave_create import wave_create
from marketplace.kernel.actor import Permission
from orders.models.order import Order
from orders.services.checkout_box import checkout_box_add
from orders.services.checkout_place import checkout_place
from orders.services.order_release import order_release
from tests.factories.ground import NOON
from tests.factories.kits import carton, fixed_kit
from tests.factories.logistics import MACHINE
from tests.factories.orders import VISITOR, Market, market
from tests.frontend.views.people import hub_worker, staff

PATH = "/fr/hub/kits/"


def form(shop: Market, **changes: str) -> dict[str, str]:
    known = {
        "code": "panier",
        "kind": "fixed",
        "name_ar": "سلة",
        "name_fr": "Panier",
        "contents": f"{shop.variants[0].sku} 2\n\n{shop.variants[2].sku}",
        "price": "199,50",
        "packaging": "coffret",
        "is_active": "on",
    }
    return known | changes


def test_a_box_is_written_down_changed_and_counted(db: None) -> None:
    shop = market()
    carton(1)
    browser = staff(Permission.MANAGE_HUB)

    assert browser.post(PATH, form(shop)).status_code == 302
    kit = Kit.objects.get()
    assert (kit.price_minor, kit.packaging.code if kit.packaging else "") == (19_950, "coffret")
    page = browser.get(PATH)
    ((_kit, name, left, parts, _form),) = page.context["rows"]
    assert (name, left, [pieces for pieces, _article in parts]) == ("Panier", 25, [2, 1])

    # Without the mark it is no longer on offer
    changed = form(shop, price="180")
    del changed["is_active"]
    browser.post(PATH, changed)
    kit.refresh_from_db()
    assert (kit.price_minor, kit.is_active, Kit.objects.count()) == (18_000, False, 1)


def test_what_cannot_be_read_stays_in_the_form_with_its_reason(db: None) -> None:
    shop = market()
    browser = staff(Permission.MANAGE_HUB)
    for wrong in ("UNKNOWN 1", "A B C", f"{shop.variants[0].sku} x", f"{shop.variants[0].sku} 1\n" * 2):
        response = browser.post(PATH, form(shop, contents=wrong, packaging=""))
        assert response.status_code == 422
        assert wrong.split("\n")[0] in response.content.decode()
    assert Kit.objects.count() == 0


def test_a_worker_sees_the_boxes_and_writes_none(db: None) -> None:
    shop = market()
    fixed_kit([(shop.variants[0], 1)])
    worker = hub_worker(shop.hub)

    assert b"<form" not in worker.get(PATH).content.split(b"<main")[1]
    assert worker.post(PATH, form(shop)).status_code == 403


def test_the_packing_table_says_what_goes_into_which_box(db: None, client: Client) -> None:
    shop = market()
    carton()
    kit = fixed_kit([(shop.variants[0], 2), (shop.variants[2], 1)], packaging="coffret")
    checkout = shop.checkout({})
    checkout_box_add(
        actor=VISITOR, checkout_id=checkout.pk, kit_code=kit.code, chosen={}, quantity=1, now=NOON
    )
    order: Order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)
    order_release(order_id=order.pk, now=NOON)
    fulfilment = Fulfilment.objects.get()
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=NOON)
    for share in LotAllocation.objects.all():
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)

    page = staff(Permission.MANAGE_HUB).get(f"/fr/hub/pack/{fulfilment.pk}/")

    ((name, count, packaging, inside),) = page.context["boxes"]
    assert (name, count, packaging, [pieces for pieces, _ in inside]) == (
        "Panier de fête",
        1,
        "Coffret",
        [2, 1],
    )
    assert "Panier de fête" in page.content.decode()
