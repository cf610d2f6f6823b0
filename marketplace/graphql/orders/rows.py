"""The rows of orders, and what they load."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from catalog.selectors.metadata import Kept
from logistics.models.fulfilment import Fulfilment
from logistics.selectors.fulfilments import Progress, progress_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.money import Taxed, taxed, untaxed
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from orders.models.order import Order, OrderLine
from orders.postings import order_subject
from orders.selectors.orders import OrderView, orders_with_parts
from orders.selectors.standings import Standing, standing_of, standings_of


class OrderRow:
    """
    An order; `is_open` says whether who asks may see whose it is.

    A draft brings its view with it: the order that it would become, which is saved nowhere.
    """

    def __init__(self, order: Order, *, is_open: bool, draft: OrderView | None = None) -> None:
        self.order = order
        self.id = order.pk
        self.is_open = is_open
        self.draft = draft

    @classmethod
    def of_draft(cls, view: OrderView) -> "OrderRow":
        """Return the row of a draft, which only the staff see."""
        return cls(view.row, is_open=True, draft=view)

    private_permissions = (Permission.MANAGE_ORDERS,)
    api_type = "Order"

    @property
    def metadata_private(self) -> dict[str, str]:
        """What the staff and their apps kept with it."""
        found: dict[str, str] = self.order.private_metadata
        return found

    @property
    def metadata_public(self) -> dict[str, str]:
        """What a client kept with it."""
        found: dict[str, str] = self.order.metadata
        return found

    @cached_property
    def extras(self) -> Taxed:
        """Delivery and the fee for paying at the door."""
        return untaxed(self.order.delivery + self.order.cash_fee)


@dataclass(slots=True)
class LineRow:
    """A line of an order."""

    id: int | uuid.UUID
    line: OrderLine
    row: OrderRow
    state: str

    private_permissions = (Permission.MANAGE_ORDERS,)
    api_type = "OrderLine"
    metadata_private: ClassVar[dict[str, str]] = {}

    @property
    def key(self) -> uuid.UUID:
        """How clients call it: the same in a draft and in the order that it becomes."""
        found: uuid.UUID = self.line.key
        return found

    @property
    def metadata_public(self) -> dict[str, str]:
        """What a client kept with the basket's line."""
        found: dict[str, str] = self.line.metadata
        return found

    @property
    def unit_price(self) -> Taxed:
        """The price of one item."""
        return taxed(self.line.paid.portion(1, self.line.quantity), self.line.tax_rate)

    @property
    def undiscounted_unit_price(self) -> Taxed:
        """The price of one item without any promotion or voucher."""
        return taxed(self.line.undiscounted_unit_price, self.line.tax_rate)

    @property
    def undiscounted_total_price(self) -> Taxed:
        """The price of all of them without any promotion or voucher."""
        return taxed(self.line.undiscounted, self.line.tax_rate)

    @property
    def total_price(self) -> Taxed:
        """The price of all of them."""
        return taxed(self.line.paid, self.line.tax_rate)


@dataclass(slots=True)
class PackedLine:
    """So many units of a line in a parcel, or of those that came back from it."""

    id: int | uuid.UUID | str
    quantity: int
    order_line: LineRow


@dataclass(slots=True)
class ParcelRow:
    """A parcel of an order, with the units that stayed with the customer."""

    id: uuid.UUID
    progress: Progress
    lines: list[PackedLine]
    row: OrderRow


def parcel_metadata_of(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Kept]:
    """Load what is kept with the parcels of orders, in one query."""
    keys = {f"order:{order_id}": order_id for order_id in order_ids}
    rows = Fulfilment.objects.filter(reference__in=list(keys))
    found = rows.values_list("reference", "metadata", "private_metadata")
    return {keys[reference]: Kept(public, private) for reference, public, private in found}


@dataclass(slots=True)
class BackRow:
    """Units that were given back for, or sent back: the contract shows them as fulfilments of their own."""

    id: uuid.UUID
    status: str
    status_display: str
    created: datetime
    lines: list[PackedLine]
    row: OrderRow
    total_refunded_amount: Amount | None = None
    shipping_refunded_amount: Amount | None = None


def views(rows: Sequence[OrderRow], info: Info) -> list[OrderView]:
    """Return the orders with their parts, lines and payments: three statements at most for all of them."""
    found = info.context.load(_views, [None if row.draft else row.order for row in rows])
    both = (row.draft or view for row, view in zip(rows, found, strict=True))
    return [view for view in both if view is not None]


def standings(rows: Sequence[OrderRow], info: Info) -> list[Standing]:
    """Return where the orders stand: one statement for all of them, and none of their lines' rows."""
    found = info.context.load(standings_of, [None if row.draft else row.order for row in rows])
    both = (
        standing_of(row.draft) if row.draft else standing for row, standing in zip(rows, found, strict=True)
    )
    return [standing for standing in both if standing is not None]


def _views(orders: list[Order]) -> dict[Order, OrderView]:
    return {view.row: view for view in orders_with_parts(orders)}


def lines_of(row: OrderRow, view: OrderView) -> list[LineRow]:
    """Return the lines of an order, cooperative by cooperative."""
    return [LineRow(key, line, row, part.row.state) for part in view.parts for key, line in part.keyed_lines]


def lines_named(named: Sequence[tuple[OrderRow, int]], info: Info) -> list[LineRow]:
    """Return lines of orders by their keys, with what `views` asks for all of them."""
    found = zip(named, views([row for row, _key in named], info), strict=True)
    return [next(line for line in lines_of(row, view) if line.line.pk == key) for (row, key), view in found]


def subtotal_of(standing: Standing) -> Taxed:
    """Return what the goods cost; each line is taxed by itself, so the parts add up."""
    total = untaxed(Amount(0, standing.order.currency))
    for paid, rate in standing.prices:
        total += taxed(paid, rate)
    return total


def progresses(rows: Sequence[OrderRow], info: Info) -> list[Progress | None]:
    """Return how far the parcels are: three statements for all orders; drafts have none."""
    return info.context.load(_progresses, [None if row.draft else order_subject(row.order) for row in rows])


def _progresses(references: list[str]) -> dict[str, Progress]:
    return progress_of(references)
