"""Lists of open baskets and of payments, for whoever looks after them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene
from django.db.models import Q, QuerySet

from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.checkout.rows import CheckoutRow, LineRow
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.orders.conditions import Columns, customer, days_between, with_key
from marketplace.graphql.orders.lookups import sorting
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.orders.payments import PaymentRow, payment_of_checkout, payment_of_order
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.shop.filters import DateRangeInput, MetadataFilter
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.order import Order
from orders.selectors.baskets import baskets_of
from orders.states import PaymentMethod

CheckoutSortField = saleor_enum("CheckoutSortField", "By what checkouts can be sorted.")
CheckoutAuthorizeStatusEnum = saleor_enum(
    "CheckoutAuthorizeStatusEnum", "How much of a checkout is promised."
)
CheckoutChargeStatusEnum = saleor_enum("CheckoutChargeStatusEnum", "How much of a checkout is paid.")
_COLUMNS = Columns("", "created_at", CheckoutLine, "checkout")
_BY_ID = Column("id", read=uuid.UUID)
_SORTS: Mapping[str, tuple[Column, ...]] = {
    "CREATION_DATE": (Column("created_at", read=moment), _BY_ID),
    "CUSTOMER": (Column("email"), _BY_ID),
    "PAYMENT": (Column("payment_method"), _BY_ID),
}


class CheckoutSortingInput(graphene.InputObjectType):
    """How to sort checkouts."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(CheckoutSortField, required=True, description="By what to sort.")


class CheckoutFilterInput(graphene.InputObjectType):
    """Which checkouts to keep."""

    customer = graphene.String(description="Part of the customer's name, e-mail address or phone.")
    created = graphene.Argument(DateRangeInput, description="The day on which it was opened.")
    search = graphene.String(description="Part of the customer's name, e-mail address or phone.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with it.")
    channels = graphene.List(graphene.NonNull(graphene.ID), description="Any of these.")
    updated_at = graphene.Argument(DateRangeInput, description="The day on which it was last changed.")
    authorize_status = graphene.List(
        graphene.NonNull(CheckoutAuthorizeStatusEnum), description="Whether a sum was agreed to."
    )
    charge_status = graphene.List(
        graphene.NonNull(CheckoutChargeStatusEnum), description="Nothing is paid before the order is placed."
    )


class PaymentFilterInput(graphene.InputObjectType):
    """Which payments to keep."""

    ids = graphene.List(graphene.NonNull(graphene.ID), description="Any of these.")
    checkouts = graphene.List(graphene.NonNull(graphene.ID), description="Of any of these checkouts.")


def checkout_sorting(given: Mapping[str, Any] | None) -> tuple[str, bool]:
    """Return by what to sort, and whether upwards."""
    field, ascending = sorting(given) if given else ("CREATION_DATE", False)
    return ("CREATION_DATE" if field == "RANK" else field), ascending


def checkouts_asked(given: Mapping[str, Any], channel: str | None) -> QuerySet[Checkout]:
    """Return the open baskets of customers that are asked for."""
    found = Q(completed_at=None, draft=None)
    if channel is not None:
        found &= Q(channel__slug=channel)
    for name in ("customer", "search"):
        if given.get(name):
            found &= customer(_COLUMNS, given[name])
    for name, path in (("created", "created_at"), ("updated_at", "updated_at")):
        if given.get(name):
            found &= days_between(path, given[name])
    for item in given.get("metadata") or ():
        found &= with_key("metadata", item)
    if given.get("channels") is not None:
        found &= Q(channel__in=keys_of(given["channels"], "Channel"))
    if given.get("charge_status") and "NONE" not in _plain(given["charge_status"]):
        found &= Q(pk__in=[])
    if given.get("authorize_status"):
        agreed = Q(payment_method=PaymentMethod.CASH, agreed_minor__isnull=False)
        wanted = set(_plain(given["authorize_status"]))
        found &= (agreed if wanted - {"NONE"} else Q(pk__in=[])) | (
            ~agreed if "NONE" in wanted else Q(pk__in=[])
        )
    return Checkout.objects.filter(found)


def _plain(values: Any) -> list[str]:
    return [getattr(each, "value", each) for each in values]


def priced(checkouts: list[Checkout], now: datetime) -> list[CheckoutRow]:
    """Return the rows of baskets, all priced together."""
    rows = []
    for checkout, basket in zip(checkouts, baskets_of(checkouts, now=now), strict=True):
        row = CheckoutRow(checkout, now)
        row.basket = basket
        rows.append(row)
    return rows


class CheckoutPages:
    """Open baskets."""

    def __init__(self, checkouts: QuerySet[Checkout], *, now: datetime, by: str, ascending: bool) -> None:
        if by not in _SORTS:
            raise ApiError(f"Sorting by {by} is not supported.")
        self.now = now
        self.order = _SORTS[by] if ascending else tuple(column.reversed for column in _SORTS[by])
        self.pages = QuerySetPages(checkouts.select_related("channel"), self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[CheckoutRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        return priced(self.pages.rows(limit=limit, after=after, backward=backward), self.now)

    def key(self, row: CheckoutRow) -> Key:
        """Return a row's place in the order."""
        return self.pages.key(row.checkout)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class CheckoutLinePages:
    """Lines of open baskets, those of the newest basket first."""

    order = (
        Column("checkout__created_at", descending=True, read=moment),
        Column("id", read=uuid.UUID),
    )

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        lines = CheckoutLine.objects.filter(checkout__completed_at=None, checkout__draft=None)
        self.pages = QuerySetPages(lines.select_related("checkout__channel"), self.order)
        self.places: dict[uuid.UUID, Key] = {}

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[LineRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found: list[CheckoutLine] = self.pages.rows(limit=limit, after=after, backward=backward)
        self.places |= {line.pk: self.pages.key(line) for line in found}
        checkouts = list({line.checkout_id: line.checkout for line in found}.values())
        known = {line.id: line for row in priced(checkouts, self.now) for line in row.lines}
        return [known[line.pk] for line in found]

    def key(self, row: LineRow) -> Key:
        """Return a row's place in the order."""
        return self.places[row.id]

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class PaymentPages:
    """Payments of orders, newest first."""

    order = (Column("payment__created_at", descending=True, read=moment), Column("id", True, read=uuid.UUID))

    def __init__(self, orders: QuerySet[Order]) -> None:
        self.pages = QuerySetPages(orders.select_related("channel", "payment"), self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[PaymentRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found: list[Order] = self.pages.rows(limit=limit, after=after, backward=backward)
        return [payment_of_order(OrderRow(order, is_open=True), order.payment) for order in found]

    def key(self, row: PaymentRow) -> Key:
        """Return a row's place in the order."""
        return (row.created, row.order.id) if row.order is not None else ()

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


def payments_asked(given: Mapping[str, Any]) -> QuerySet[Order]:
    """Return the orders whose payments are asked for; a payment bears the key of its basket."""
    rows = Order.objects.all()
    if given.get("ids") is not None:
        rows = rows.filter(checkout_id__in=keys_of(given["ids"], "Payment", uuid.UUID))
    if given.get("checkouts") is not None:
        rows = rows.filter(checkout_id__in=keys_of(given["checkouts"], "Checkout", uuid.UUID))
    return rows


def payment_found(key: uuid.UUID) -> PaymentRow | None:
    """Return a payment by its key: of an order, or agreed to for a basket."""
    order = Order.objects.select_related("channel", "payment").filter(checkout_id=key).first()
    if order is not None:
        return payment_of_order(OrderRow(order, is_open=True), order.payment)
    checkout = Checkout.objects.select_related("channel").filter(pk=key).first()
    return payment_of_checkout(checkout) if checkout is not None else None
