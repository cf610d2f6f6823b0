"""Orders as customers, cooperatives and staff read them, each in a fixed number of statements."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from orders.models.discount import OrderDiscount
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment
from orders.models.transaction import Transaction
from orders.paid_words import MoneyBack, money_back
from orders.policies import may_see_sub_order
from orders.states import SubOrderState
from orders.status import OrderStatus, order_status


@dataclass(frozen=True, slots=True)
class SubOrderView:
    """One cooperative's part, with its lines."""

    row: SubOrder
    organisation: Organisation
    lines: tuple[OrderLine, ...]
    # The lines' keys while they are not saved: those of the basket's lines
    keys: tuple[uuid.UUID, ...] = ()

    @property
    def keyed_lines(self) -> list[tuple[int | uuid.UUID, OrderLine]]:
        """The lines with their keys."""
        return list(zip(self.keys or [line.pk for line in self.lines], self.lines, strict=True))


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with its parts and its payment."""

    row: Order
    payment: Payment
    parts: tuple[SubOrderView, ...]
    is_draft: bool = False
    # What would make a draft cheaper; of placed orders it is read by itself (`discounts_by_order`)
    discounts: tuple[OrderDiscount, ...] = ()

    @property
    def status(self) -> OrderStatus:
        """Where the whole of it stands."""
        return order_status([part.row.state for part in self.parts], self.payment.state)

    @property
    def lines(self) -> list[OrderLine]:
        """All lines, cooperative by cooperative."""
        return [line for part in self.parts for line in part.lines]


def discounts_of(order: Order) -> list[OrderDiscount]:
    """Return what made an order cheaper, in the order in which it was worked out; one statement."""
    return list(OrderDiscount.objects.filter(order=order).order_by("pk"))


def discounts_by_order(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[OrderDiscount]]:
    """Return what made orders cheaper, in the order in which it was worked out; one statement."""
    found: dict[uuid.UUID, list[OrderDiscount]] = {key: [] for key in order_ids}
    for row in OrderDiscount.objects.filter(order__in=order_ids).order_by("pk"):
        found[row.order_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    order_id: uuid.UUID
    number: int
    access_token: str
    placed_at: datetime
    total: Money
    payment_method: str
    # What went back of it, if anything did
    money_back: MoneyBack | None
    status: OrderStatus
    recipient: str
    city: str


def orders_with_parts(orders: Sequence[Order]) -> list[OrderView]:
    """
    Return orders (fetched with their payment, or it is read for all of them) with parts and lines.

    Three statements at most, however many; the caller has asked who may see them.
    """
    prefetch_related_objects(list(orders), "payment")
    parts: dict[uuid.UUID, list[SubOrder]] = {order.pk: [] for order in orders}
    for row in SubOrder.objects.filter(order__in=orders).select_related("organisation").order_by("number"):
        parts[row.order_id].append(row)
    lines: dict[uuid.UUID, list[OrderLine]] = {}
    for line in OrderLine.objects.filter(order__in=orders).order_by("id"):
        lines.setdefault(line.sub_order_id, []).append(line)
    return [
        OrderView(
            order,
            order.payment,
            tuple(
                SubOrderView(row, row.organisation, tuple(lines.get(row.pk, []))) for row in parts[order.pk]
            ),
        )
        for order in orders
    ]


def order_by_token(token: str) -> OrderView:
    """
    Return the order that a secret link shows, in three statements.

    :raises NotFound: if no order has this token
    """
    known = Order.objects.select_related("payment", "channel", "cod", "confirmation", "cash").filter(
        access_token=token
    )
    # No token holds a NUL, and PostgreSQL refuses to look for one.
    order = None if "\x00" in token else known.first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    return orders_with_parts([order])[0]


def orders_viewed(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, OrderView]:
    """Return orders by id, in three statements however many; the caller has asked who may see them."""
    orders = list(Order.objects.select_related("payment", "channel").filter(pk__in=order_ids))
    return {view.row.pk: view for view in orders_with_parts(orders)}


def orders_listed(*, owner: Q, first: int = 20, after: str = "") -> Page[OrderRow]:
    """
    Return a page of orders, newest first, in two statements.

    :param owner: whose orders (`Q(user_id=…)`), or `Q()` for the staff's list
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    first = page_size(first)
    rows = Order.objects.select_related("payment").filter(owner).order_by("-placed_at", "-id")
    if after:
        placed_at, key = keys_of(after, (datetime, uuid.UUID))
        rows = rows.filter(Q(placed_at__lt=placed_at) | Q(placed_at=placed_at, id__lt=key))
    orders = list(rows[: first + 1])
    states: dict[uuid.UUID, list[str]] = {order.pk: [] for order in orders}
    for order_id, state in SubOrder.objects.filter(order__in=orders).values_list("order_id", "state"):
        states[order_id].append(state)
    listed = [
        OrderRow(
            order_id=order.pk,
            number=order.number,
            access_token=order.access_token,
            placed_at=order.placed_at,
            total=order.total,
            payment_method=order.payment_method,
            money_back=money_back(order.payment),
            status=order_status(states[order.pk], order.payment.state),
            recipient=order.address.get("recipient", ""),
            city=order.address.get("city", ""),
        )
        for order in orders
    ]
    return page_of(listed, first=first, keys=lambda row: (row.placed_at, row.order_id))


def sub_orders_listed(
    *,
    actor: Actor,
    organisation_id: int,
    states: Sequence[SubOrderState] = (),
    first: int = 20,
    after: str = "",
) -> Page[SubOrderView]:
    """
    Return a page of one cooperative's sub-orders with its own lines alone, newest first, in two statements.

    :raises NotAllowed: if the actor does not belong to the cooperative
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_see_sub_order(actor, organisation_id), _("These orders are another cooperative's."))
    first = page_size(first)
    rows = SubOrder.objects.filter(organisation_id=organisation_id)
    if after:
        placed_at, key = keys_of(after, (datetime, uuid.UUID))
        rows = rows.filter(Q(placed_at__lt=placed_at) | Q(placed_at=placed_at, id__lt=key))
    # The newest of each state, then of all: of a long history few rows are in a state that is not the last
    heaps = [rows.filter(state=state) for state in states] or [rows]
    newest = [heap.order_by("-placed_at", "-id").values("pk")[: first + 1] for heap in heaps]
    chosen = newest[0].union(*newest[1:], all=True) if len(newest) > 1 else newest[0]
    rows = SubOrder.objects.select_related("organisation").filter(pk__in=chosen)
    found = list(rows.order_by("-placed_at", "-id")[: first + 1])
    views = sub_orders_with_lines(found)
    return page_of(views, first=first, keys=lambda view: (view.row.placed_at, view.row.pk))


def sub_orders_seen(*, actor: Actor, organisation_id: int) -> QuerySet[SubOrder]:
    """
    Return one cooperative's sub-orders, for pages of another kind.

    :raises NotAllowed: if the actor does not belong to the cooperative
    """
    require(may_see_sub_order(actor, organisation_id), _("These orders are another cooperative's."))
    return SubOrder.objects.filter(organisation_id=organisation_id)


def sub_orders_with_lines(rows: Sequence[SubOrder]) -> list[SubOrderView]:
    """Return sub-orders (fetched with their organisation) with their own lines alone, in one statement."""
    lines: dict[uuid.UUID, list[OrderLine]] = {}
    for line in OrderLine.objects.filter(sub_order__in=rows).order_by("id"):
        lines.setdefault(line.sub_order_id, []).append(line)
    return [SubOrderView(row, row.organisation, tuple(lines.get(row.pk, []))) for row in rows]


def sub_order_counts(*, actor: Actor, organisation_id: int) -> Mapping[str, int]:
    """
    Count a cooperative's unfinished sub-orders by state, in one statement.

    :raises NotAllowed: if the actor does not belong to the cooperative
    """
    require(may_see_sub_order(actor, organisation_id), _("These orders are another cooperative's."))
    open_states = [SubOrderState.PLACED, SubOrderState.RELEASED, SubOrderState.PACKED, SubOrderState.SHIPPED]
    counts: dict[str, int] = {state.value: 0 for state in open_states}
    rows = SubOrder.objects.filter(organisation_id=organisation_id, state__in=open_states)
    return {**counts, **dict(rows.values_list("state").annotate(count=Count("pk")).order_by())}


def order_token_of(checkout_id: uuid.UUID) -> str:
    """Return the secret of the order that a basket has become, or nothing; one statement."""
    return Order.objects.filter(checkout_id=checkout_id).values_list("access_token", flat=True).first() or ""


def placed_line_ids(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the lines of placed orders by what the outside calls them; one statement."""
    return dict(OrderLine.objects.filter(key__in=keys).values_list("key", "pk"))


def placed_line_keys(line_ids: Collection[int]) -> dict[int, uuid.UUID]:
    """Return what the outside calls lines of placed orders; one statement."""
    return dict(OrderLine.objects.filter(pk__in=line_ids).values_list("pk", "key"))


def is_payment_of(order_id: uuid.UUID, transaction_id: uuid.UUID) -> bool:
    """Say whether an order is paid by this: its own payment bears the basket's key, an app's one of its own."""
    checkout_id = Order.objects.filter(pk=order_id).values_list("checkout_id", flat=True).first()
    if checkout_id is None or checkout_id == transaction_id:
        return checkout_id is not None
    return Transaction.objects.filter(pk=transaction_id, checkout_id=checkout_id).exists()


def currency_of_order(order_id: uuid.UUID) -> str:
    """
    Return the currency of an order, in one statement.

    :raises NotFound: if there is no such order
    """
    currency = Order.objects.filter(pk=order_id).values_list("currency", flat=True).first()
    if currency is None:
        raise NotFound(_("There is no such order."), field="order")
    return currency


def order_numbers(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the numbers of orders by id, in one statement; the caller has asked who may see them."""
    rows = Order.objects.filter(pk__in=list(order_ids)).values_list("pk", "number")
    return {pk: str(number) for pk, number in rows}
