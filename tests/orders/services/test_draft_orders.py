"""Drafts: test that ..."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, OutOfStock
from marketplace.kernel.money import Money
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.checkout import Checkout
from orders.models.draft import Draft
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.selectors.checkouts import checkout_by_id
from orders.selectors.drafts import draft_by_id, drafts_viewed
from orders.services.checkout_edit import checkout_line_add
from orders.services.checkout_lines_set import LineTerms, ZeroQuantity
from orders.services.draft_order_complete import (
    NoProducts,
    NoShippingAddress,
    ShippingMethodRequired,
    draft_order_complete,
)
from orders.services.draft_order_edit import (
    DraftContent,
    NotDraft,
    draft_order_create,
    draft_order_update,
    draft_orders_delete,
)
from orders.services.draft_order_lines import draft_line_delete, draft_line_update, draft_lines_add
from orders.services.order_mark_paid import order_mark_paid
from orders.states import OrderOrigin, PaymentMethod, SubOrderState
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, address, market
from tests.orders.journey import delivered, told

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))


def drafted(shop: Market, *quantities: int, **content: Any) -> Draft:
    whole = DraftContent(
        **{
            "email": "amina@example.com",
            "shipping_address": address(),
            "delivery_method_id": shop.method.pk,
            "payment_method": PaymentMethod.CASH,
            **content,
        }
    )
    draft = draft_order_create(actor=STAFF, channel=shop.channel, content=whole, now=NOON)
    if quantities:
        held = [(variant.pk, many) for variant, many in zip(shop.variants, quantities, strict=False)]
        draft_lines_add(actor=STAFF, draft_id=draft.pk, quantities=held, now=NOON)
    return draft


def test_a_completed_draft_keeps_its_key_and_number_and_is_split_like_any_order() -> None:
    shop = market()
    draft = drafted(shop, 1, 2, external_reference="PO-7")

    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    assert (order.pk, order.number, order.origin) == (draft.pk, draft.number, OrderOrigin.DRAFT)
    assert (order.external_reference, order.confirmed_at) == ("PO-7", NOON)
    assert order.total == Money(10_000 + 2 * 15_000 + 3_500)
    parts = list(order.sub_orders.order_by("number"))
    assert [(part.gross_minor, part.commission_minor, part.state) for part in parts] == [
        (10_000, 1_000, SubOrderState.RELEASED),
        (30_000, 3_000, SubOrderState.RELEASED),
    ]
    assert [stock_of(variant) for variant in shop.variants[:2]] == [(50, 1), (50, 2)]
    told()
    assert Fulfilment.objects.get().cash_due == order.total
    kinds = OrderNote.objects.filter(order_id=order.pk).order_by("happened_at").values_list("kind", flat=True)
    assert sorted(kinds) == ["draft_completed", "draft_created", "lines_added"]


def test_a_draft_is_shown_as_the_order_that_it_becomes() -> None:
    shop = market()
    draft = drafted(shop, 1, 2)
    found = draft_by_id(draft.pk)
    assert found is not None

    (view,) = drafts_viewed([found], now=NOON)
    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    assert view.is_draft
    assert (view.row.pk, view.row.total, view.row.number) == (order.pk, order.total, order.number)
    saved = list(order.lines.order_by("id"))
    assert [(line.sku, line.total_minor) for line in view.lines] == [
        (line.sku, line.total_minor) for line in saved
    ]
    assert draft_by_id(draft.pk) is None


def test_a_draft_promises_no_stock_and_may_hold_more_than_there_is_until_it_is_completed() -> None:
    shop = market(stock=5)
    draft = drafted(shop, 6)
    assert stock_of(shop.variants[0]) == (5, 0)

    with pytest.raises(OutOfStock):
        draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    assert (Order.objects.count(), stock_of(shop.variants[0])) == (0, (5, 0))


@pytest.mark.parametrize(
    ("content", "quantities", "refusal"),
    [
        ({}, (), NoProducts),
        ({"shipping_address": None}, (1,), NoShippingAddress),
        ({"delivery_method_id": None}, (1,), ShippingMethodRequired),
    ],
)
def test_a_draft_that_lacks_something_stays_a_draft(
    content: dict[str, Any], quantities: tuple[int, ...], refusal: type[DomainError]
) -> None:
    draft = drafted(market(), *quantities, **content)

    with pytest.raises(refusal):
        draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    assert Order.objects.count() == 0
    assert draft_by_id(draft.pk) is not None


@pytest.mark.parametrize(
    "actor", [VISITOR, Actor(user_id=7), Actor(permissions=frozenset({Permission.MANAGE_PRODUCTS}))]
)
def test_nobody_but_staff_in_charge_of_orders_touches_drafts(actor: Actor) -> None:
    shop = market()
    draft = drafted(shop, 1)
    line = draft.checkout.lines.get()
    held = [(shop.variants[1].pk, 1)]

    for act in (
        lambda: draft_order_create(actor=actor, channel=shop.channel, content=DraftContent(), now=NOON),
        lambda: draft_order_update(actor=actor, draft_id=draft.pk, content=DraftContent(note="x"), now=NOON),
        lambda: draft_lines_add(actor=actor, draft_id=draft.pk, quantities=held, now=NOON),
        lambda: draft_line_update(actor=actor, line_id=line.pk, quantity=4, now=NOON),
        lambda: draft_line_delete(actor=actor, line_id=line.pk, now=NOON),
        lambda: draft_order_complete(actor=actor, draft_id=draft.pk, now=NOON),
        lambda: draft_orders_delete(actor=actor, draft_ids=[draft.pk]),
    ):
        with pytest.raises(NotAllowed):
            act()

    draft.checkout.refresh_from_db()
    assert (Draft.objects.count(), draft.checkout.note, draft.checkout.lines.get().quantity) == (1, "", 1)


def test_the_customer_of_a_draft_cannot_reach_it_as_a_basket() -> None:
    shop, customer = market(), UserFactory.create()
    draft = drafted(shop, 1, user_id=customer.pk)

    assert checkout_by_id(draft.pk) is None
    with pytest.raises(NotFound):
        checkout_line_add(
            actor=Actor(user_id=customer.pk),
            checkout_id=draft.pk,
            variant_id=shop.variants[1].pk,
            quantity=1,
            now=NOON,
        )
    assert draft.checkout.lines.count() == 1


def test_what_is_not_said_of_a_draft_stays() -> None:
    shop = market()
    draft = drafted(shop, 1, note="Avant midi", external_reference="A")

    draft_order_update(
        actor=STAFF, draft_id=draft.pk, content=DraftContent(language="ar", metadata={"k": "v"}), now=NOON
    )

    checkout = Checkout.objects.get(pk=draft.pk)
    assert (checkout.note, checkout.language, checkout.email) == ("Avant midi", "ar", "amina@example.com")
    assert (checkout.metadata, checkout.address["city"]) == ({"k": "v"}, "Marrakech")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (DraftContent(user_id=10**9), NotFound),
        (DraftContent(delivery_method_id=uuid.uuid4()), NotFound),
        (DraftContent(email="nobody"), InvalidInput),
        (DraftContent(language="xx"), InvalidInput),
        (DraftContent(metadata={"": "v"}), InvalidInput),
        (DraftContent(external_reference="taken"), Conflict),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    content: DraftContent, refusal: type[DomainError]
) -> None:
    shop = market()
    drafted(shop, external_reference="taken")
    draft = drafted(shop)

    with pytest.raises(refusal):
        draft_order_update(actor=STAFF, draft_id=draft.pk, content=content, now=NOON)

    draft.refresh_from_db()
    assert (draft.external_reference, draft.checkout.user_id, draft.checkout.metadata) == (None, None, {})


def test_lines_of_a_draft_are_added_to_changed_and_taken_out() -> None:
    shop = market()
    draft = drafted(shop, 1, 1)
    first, second = draft.checkout.lines.order_by("position")

    draft_lines_add(actor=STAFF, draft_id=draft.pk, quantities=[(shop.variants[0].pk, 2)], now=NOON)
    draft_line_update(actor=STAFF, line_id=second.pk, quantity=9, now=NOON)
    assert list(draft.checkout.lines.order_by("position").values_list("quantity", flat=True)) == [3, 9]
    draft_line_delete(actor=STAFF, line_id=first.pk, now=NOON)

    assert list(draft.checkout.lines.values_list("pk", "quantity")) == [(second.pk, 9)]
    with pytest.raises(ZeroQuantity):
        draft_line_update(actor=STAFF, line_id=second.pk, quantity=0, now=NOON)
    with pytest.raises(ZeroQuantity):
        draft_lines_add(actor=STAFF, draft_id=draft.pk, quantities=[(shop.variants[0].pk, 0)], now=NOON)
    with pytest.raises(NotFound):
        draft_line_delete(actor=STAFF, line_id=first.pk, now=NOON)


def test_a_draft_that_became_an_order_is_no_draft_any_more() -> None:
    shop = market()
    draft, other = drafted(shop, 1), drafted(shop, 1)
    draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    with pytest.raises(NotDraft):
        draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)
    with pytest.raises(NotDraft):
        draft_orders_delete(actor=STAFF, draft_ids=[other.pk, draft.pk])
    with pytest.raises(NotFound):
        draft_orders_delete(actor=STAFF, draft_ids=[uuid.uuid4()])
    assert (Order.objects.count(), Draft.objects.count()) == (1, 2)

    assert draft_orders_delete(actor=STAFF, draft_ids=[other.pk]) == 1
    assert list(Draft.objects.values_list("pk", flat=True)) == [draft.pk]


def test_a_placed_order_that_was_never_a_draft_is_told_so() -> None:
    order = market().order({0: 1})

    with pytest.raises(NotDraft):
        draft_order_complete(actor=STAFF, draft_id=order.pk, now=NOON)


def test_a_draft_paid_by_transfer_is_prepared_once_its_money_came_and_the_books_agree() -> None:
    shop = market()
    draft = drafted(shop, 1, payment_method=PaymentMethod.TRANSFER)
    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)
    assert order.sub_orders.get().state == SubOrderState.PLACED

    order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="VIR 1", now=NOON)
    assert order.sub_orders.get().state == SubOrderState.RELEASED

    order.refresh_from_db()
    delivered(order, NOON)
    assert balance("bank:main") == order.total
    assert order_findings() == []


def test_a_price_agreed_with_the_customer_is_kept_and_the_cooperative_still_sells_for_its_own() -> None:
    shop = market()
    draft = drafted(shop)
    first, second = (variant.pk for variant in shop.variants[:2])
    agreed = {
        first: LineTerms(sets_price=True, price=Decimal("80.00"), reason="Hotel of the valley"),
        second: LineTerms(sets_price=True, price=Decimal("160.00")),
    }
    held = [(first, 2), (second, 1)]

    draft_lines_add(actor=STAFF, draft_id=draft.pk, quantities=held, now=NOON, terms=agreed)
    order = draft_order_complete(actor=STAFF, draft_id=draft.pk, now=NOON)

    lines = {line.variant_id: line for line in order.lines.all()}
    assert [(line.is_price_agreed, line.agreed_reason) for line in (lines[first], lines[second])] == [
        (True, "Hotel of the valley"),
        (True, ""),
    ]
    # The cooperative sells for its 100, the customer pays 80, the marketplace the rest; a higher price is the seller's
    assert (lines[first].total_minor, lines[first].paid.minor) == (20_000, 16_000)
    assert (lines[second].total_minor, lines[second].paid.minor) == (16_000, 16_000)
    assert order_findings() == []
