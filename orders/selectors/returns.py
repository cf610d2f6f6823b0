"""Returns as customers, hub and staff read them, and what can still be returned."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.returning import ReturnLine, ReturnRequest, ReturnTerm
from orders.refund_states import ReturnState
from orders.return_window import Term, last_day


@dataclass(frozen=True, slots=True)
class Returnable:
    """A line of which units can still be sent back; after `until` a reason is needed."""

    line: OrderLine
    units: int
    until: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return with its lines."""

    row: ReturnRequest
    lines: tuple[ReturnLine, ...]


def last_days(sub_orders: Sequence[SubOrder]) -> dict[uuid.UUID, date]:
    """Return until when each delivered sub-order may be sent back without a reason, in one statement."""
    owners = {row.organisation_id for row in sub_orders}
    rows = ReturnTerm.objects.filter(Q(organisation=None) | Q(organisation__in=owners))
    terms = [Term(row.organisation_id, row.from_date, row.withdrawal_days) for row in rows]
    return {
        row.pk: last_day(
            terms, organisation_id=row.organisation_id, received_on=timezone.localdate(row.delivered_at)
        )
        for row in sub_orders
        if row.delivered_at is not None
    }


def returnable_lines(
    sub_orders: Sequence[SubOrder], lines: Sequence[OrderLine], *, today: date
) -> list[Returnable]:
    """Return the lines of which something can still be sent back, in one statement."""
    until = last_days(sub_orders)
    return [
        Returnable(line, units, until[line.sub_order_id], today <= until[line.sub_order_id])
        for line in lines
        if line.sub_order_id in until
        and (units := line.quantity - max(line.returned_quantity, line.refunded_quantity)) > 0
    ]


def _views(rows: Sequence[ReturnRequest]) -> list[ReturnView]:
    lines: dict[uuid.UUID, list[ReturnLine]] = {row.pk: [] for row in rows}
    found = ReturnLine.objects.select_related("order_line").filter(request__in=rows).order_by("pk")
    for line in found:
        lines[line.request_id].append(line)
    return [ReturnView(row, tuple(lines[row.pk])) for row in rows]


def returns_of(order: Order) -> list[ReturnView]:
    """Return an order's returns, newest first, in two statements; the caller has asked who may see the order."""
    return _views(list(ReturnRequest.objects.filter(order=order).order_by("-requested_at", "-pk")))


def returns_by_orders(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ReturnView]]:
    """Return the returns of orders, oldest first, in two statements; the caller has asked who may see them."""
    found: dict[uuid.UUID, list[ReturnView]] = {order_id: [] for order_id in order_ids}
    rows = ReturnRequest.objects.filter(order__in=order_ids).order_by("requested_at", "pk")
    for view in _views(list(rows)):
        found[view.row.order_id].append(view)
    return found


def _seen_by(actor: Actor) -> QuerySet[ReturnRequest]:
    """
    Return the returns that an actor may see: the staff all, the people of a hub those that come back to it.

    :raises NotAllowed: if the actor is in charge of neither orders nor a hub
    """
    rows = ReturnRequest.objects.select_related("order")
    if any(
        actor.may(each) for each in (Permission.MANAGE_ORDERS, Permission.MANAGE_CASH, Permission.MANAGE_HUB)
    ):
        return rows
    hubs = [organisation for organisation, held in actor.roles.items() if Role.HUB in held]
    require(bool(hubs), _("These returns are not yours to see."))
    return rows.filter(hub__in=hubs)


def returns_listed(
    *, actor: Actor, states: Sequence[ReturnState] = (), first: int = 50, after: str = ""
) -> Page[ReturnView]:
    """
    Return a page of returns, oldest first (they wait for somebody), in two statements.

    :raises NotAllowed: if the actor is in charge of neither orders nor a hub
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    rows = _seen_by(actor)
    first = page_size(first)
    if states:
        rows = rows.filter(state__in=states)
    if after:
        requested_at, key = keys_of(after, (datetime, uuid.UUID))
        rows = rows.filter(Q(requested_at__gt=requested_at) | Q(requested_at=requested_at, id__gt=key))
    found = _views(list(rows.order_by("requested_at", "id")[: first + 1]))
    return page_of(found, first=first, keys=lambda view: (view.row.requested_at, view.row.pk))


def return_by_number(*, actor: Actor, number: str) -> ReturnView:
    """
    Return one return, in two statements.

    :raises NotAllowed: if the actor is in charge of neither orders nor a hub
    :raises NotFound: if there is none
    """
    row = _seen_by(actor).filter(number=number).first()
    if row is None:
        raise NotFound(_("There is no such return."), field="number")
    return _views([row])[0]


def return_counts(*, actor: Actor) -> Mapping[str, int]:
    """
    Count what waits for the staff and for the hub, in one statement.

    :raises NotAllowed: if the actor is in charge of neither orders nor a hub
    """
    rows = _seen_by(actor)
    counts = dict.fromkeys(
        (ReturnState.REQUESTED.value, ReturnState.APPROVED.value, ReturnState.RECEIVED.value), 0
    )
    for state in rows.filter(state__in=counts).values_list("state", flat=True):
        counts[state] += 1
    return counts
