"""What the staff take off drafts by hand: test that ..."""

import uuid
from decimal import Decimal

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.states import Funder, ValueType
from orders.checks import order_findings
from orders.models.discount import OrderDiscount
from orders.models.draft import Draft, DraftDiscount
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.selectors.drafts import draft_by_id, drafts_viewed
from orders.services.draft_discounts import (
    CannotDiscount,
    Taken,
    draft_discount_add,
    draft_discount_delete,
    draft_discount_update,
    draft_line_discount_remove,
    draft_line_discount_set,
)
from orders.services.draft_order_complete import draft_order_complete
from orders.services.draft_order_edit import (
    DraftContent,
    InvalidVoucherCode,
    draft_order_update,
)
from orders.services.order_mark_paid import order_mark_paid
from orders.states import HistoryKind, PaymentMethod
from tests.factories.ground import NOON
from tests.factories.orders import market
from tests.factories.promotions import promotion, voucher
from tests.orders.services.test_draft_orders import STAFF, drafted

pytestmark = pytest.mark.django_db
TENTH = Taken(ValueType.PERCENTAGE, Decimal(10), "Cliente fidèle")
VISITOR = Actor.anonymous()


def fixed(amount: str) -> Taken:
    return Taken(ValueType.FIXED, Decimal(amount))


def shown(draft: Draft) -> Order:
    found = draft_by_id(draft.pk)
    assert found is not None
    return drafts_viewed([found], now=NOON)[0].row


def line_of(draft: Draft, place: int = 0) -> uuid.UUID:
    key: uuid.UUID = draft.checkout.lines.order_by("position", "id")[place].pk
    return key


def test_a_percentage_is_taken_off_goods_and_delivery_and_the_marketplace_bears_it() -> None:
    shop = market()
    draft = drafted(shop, 1, 2, payment_method=PaymentMethod.TRANSFER)

    draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON)
    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    assert order.total == Money(36_000 + 3_150)
    assert (order.funded_minor, order.platform_minor, order.partner_minor) == (4_000, 4_350, 0)
    parts = [(part.gross_minor, part.commission_minor) for part in order.sub_orders.order_by("number")]
    assert parts == [(10_000, 1_000), (30_000, 3_000)]
    rows = OrderDiscount.objects.filter(order=order).order_by("pk")
    assert [(row.amount_minor, row.funder, row.reason) for row in rows] == [
        (1_000, Funder.PLATFORM, "Cliente fidèle"),
        (3_000, Funder.PLATFORM, "Cliente fidèle"),
        (350, Funder.PLATFORM, "Cliente fidèle"),
    ]
    assert {row.kind for row in rows} == {"manual"}
    order_mark_paid(actor=Actor.of_machine("test"), order_id=order.pk, reference="V1", now=NOON)
    assert balance(chart.promotions()) == Money(4_350)
    assert list(order_findings()) == []


@pytest.mark.parametrize(
    ("amount", "total"), [("30", 13_500 - 3_000), ("120", 13_500 - 12_000), ("135", 0), ("0", 13_500)]
)
def test_a_fixed_amount_is_taken_off_the_goods_first(amount: str, total: int) -> None:
    draft = drafted(market(), 1, payment_method=PaymentMethod.TRANSFER)

    draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=fixed(amount), now=NOON)

    order = shown(draft)
    assert order.total_minor == total
    assert order.items_minor == 10_000
    assert order.funded_minor == min(int(amount) * 100, 10_000)


def test_on_a_line_it_takes_the_place_of_the_promotion_and_the_voucher_counts_from_there() -> None:
    shop = market()
    promotion({"productPredicate": {"ids": [shop.variants[0].product_id]}}, "50")
    voucher()
    draft = drafted(shop, 2, payment_method=PaymentMethod.TRANSFER, voucher_code="AIT10")
    assert shown(draft).goods == Money(9_000)

    draft_line_discount_set(actor=STAFF, line_id=line_of(draft), taken=fixed("20"), now=NOON)

    assert shown(draft).goods == Money((2 * 8_000) * 9 // 10)
    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)
    kinds = OrderDiscount.objects.filter(order=order).order_by("pk").values_list("kind", "amount_minor")
    assert list(kinds) == [("manual", 4_000), ("voucher", 1_600)]
    assert order.lines.get().total == Money(20_000)
    assert list(order_findings()) == []


def test_what_was_taken_off_is_changed_and_taken_back_and_the_history_tells_it() -> None:
    draft = drafted(market(), 2, payment_method=PaymentMethod.TRANSFER)
    draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON)
    key = DraftDiscount.objects.get().pk
    line = line_of(draft)

    draft_discount_update(actor=STAFF, discount_id=key, taken=fixed("5"), now=NOON)
    draft_line_discount_set(actor=STAFF, line_id=line, taken=fixed("1"), now=NOON)
    draft_line_discount_set(actor=STAFF, line_id=line, taken=fixed("2"), now=NOON)
    assert shown(draft).total == Money(20_000 - 400 - 500 + 3_500)
    draft_discount_delete(actor=STAFF, discount_id=key, now=NOON)
    draft_line_discount_remove(actor=STAFF, line_id=line, now=NOON)
    draft_line_discount_remove(actor=STAFF, line_id=line, now=NOON)

    assert shown(draft).total == Money(23_500)
    assert not DraftDiscount.objects.exists()
    notes = OrderNote.objects.exclude(kind__in=[HistoryKind.DRAFT_CREATED, HistoryKind.LINES_ADDED])
    told = [(note.kind, note.details["discount"]["amount_minor"]) for note in notes.order_by("pk")]
    assert sorted(told) == [
        ("discount_added", 2_350),
        ("discount_removed", 500),
        ("discount_updated", 500),
        ("line_discounted", 200),
        ("line_discounted", 400),
        ("line_undiscounted", 400),
    ]
    updated = OrderNote.objects.get(kind=HistoryKind.DISCOUNT_UPDATED).details["discount"]
    assert (updated["old_amount_minor"], updated["old_value_type"], updated["value"]) == (
        2_350,
        "percentage",
        "5",
    )


@pytest.mark.parametrize("taken", [fixed("135.01"), Taken(ValueType.PERCENTAGE, Decimal("100.5"))])
def test_more_than_there_is_is_not_taken_off(taken: Taken) -> None:
    draft = drafted(market(), 1, payment_method=PaymentMethod.TRANSFER)

    with pytest.raises(InvalidInput) as refusal:
        draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=taken, now=NOON)
    with pytest.raises(InvalidInput):
        draft_line_discount_set(actor=STAFF, line_id=line_of(draft), taken=taken, now=NOON)

    assert refusal.value.field == "value"
    assert not DraftDiscount.objects.exists()


def test_a_whole_draft_has_one_discount() -> None:
    draft = drafted(market(), 1)
    draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON)

    with pytest.raises(CannotDiscount):
        draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON)


def test_a_placed_order_was_agreed_to() -> None:
    draft = drafted(market(), 1)
    draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON)
    key, line = DraftDiscount.objects.get().pk, line_of(draft)
    draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    for act in (
        lambda: draft_discount_add(actor=STAFF, draft_id=draft.pk, taken=TENTH, now=NOON),
        lambda: draft_discount_update(actor=STAFF, discount_id=key, taken=TENTH, now=NOON),
        lambda: draft_discount_delete(actor=STAFF, discount_id=key, now=NOON),
        lambda: draft_line_discount_set(actor=STAFF, line_id=line, taken=TENTH, now=NOON),
    ):
        with pytest.raises(CannotDiscount):
            act()
    DraftDiscount.objects.all().delete()
    with pytest.raises(CannotDiscount):
        draft_discount_delete(actor=STAFF, discount_id=key, now=NOON)


def test_only_staff_in_charge_of_orders_take_something_off() -> None:
    draft = drafted(market(), 1)

    with pytest.raises(NotAllowed):
        draft_discount_add(actor=VISITOR, draft_id=draft.pk, taken=TENTH, now=NOON)
    with pytest.raises(NotAllowed):
        draft_discount_delete(actor=VISITOR, discount_id=draft.pk, now=NOON)
    with pytest.raises(NotAllowed):
        draft_line_discount_set(actor=VISITOR, line_id=line_of(draft), taken=TENTH, now=NOON)


def test_what_is_not_there_is_not_found() -> None:
    draft = drafted(market(), 1)

    with pytest.raises(NotFound):
        draft_discount_delete(actor=STAFF, discount_id=uuid.uuid4(), now=NOON)
    with pytest.raises(NotFound):
        draft_discount_delete(actor=STAFF, discount_id=draft.pk, now=NOON)
    with pytest.raises(NotFound):
        draft_line_discount_remove(actor=STAFF, line_id=draft.pk, now=NOON)


def test_a_draft_takes_a_vouchers_code_and_gives_it_back() -> None:
    voucher()
    draft = drafted(market(), 1)

    draft_order_update(actor=STAFF, draft_id=draft.pk, content=DraftContent(voucher_code=" AIT10 "), now=NOON)
    assert shown(draft).goods == Money(9_000)
    with pytest.raises(InvalidVoucherCode):
        draft_order_update(actor=STAFF, draft_id=draft.pk, content=DraftContent(voucher_code="NO"), now=NOON)
    draft_order_update(actor=STAFF, draft_id=draft.pk, content=DraftContent(voucher_code=""), now=NOON)
    assert shown(draft).goods == Money(10_000)
