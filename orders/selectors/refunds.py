"""Refunds as customers, cooperatives and staff read them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.models.refund import Claim, Refund, RefundLine, RefundPart
from orders.policies import may_see_sub_order
from orders.refund_states import ClaimState, RefundState


@dataclass(frozen=True, slots=True)
class PartView:
    """One cooperative's part of a refund, with its lines."""

    row: RefundPart
    lines: tuple[RefundLine, ...]


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund with its parts."""

    row: Refund
    parts: tuple[PartView, ...]


def may_see_refunds(actor: Actor) -> bool:
    """Staff in charge of orders decide refunds, staff in charge of cash pay them."""
    return actor.may(Permission.MANAGE_ORDERS) or actor.may(Permission.MANAGE_CASH)


def _views(rows: Sequence[Refund]) -> list[RefundView]:
    lines: dict[int, list[RefundLine]] = {}
    found = RefundLine.objects.select_related("order_line").filter(part__refund__in=rows)
    for line in found.order_by("pk"):
        lines.setdefault(line.part_id, []).append(line)
    parts: dict[uuid.UUID, list[PartView]] = {row.pk: [] for row in rows}
    shown = RefundPart.objects.select_related("sub_order__organisation").filter(refund__in=rows)
    for part in shown.order_by("sub_order__number"):
        parts[part.refund_id].append(PartView(part, tuple(lines.get(part.pk, []))))
    return [RefundView(row, tuple(parts[row.pk])) for row in rows]


def refunds_of(order: Order) -> list[RefundView]:
    """Return an order's refunds, newest first, in three statements; the caller has asked who may see the order."""
    return _views(list(Refund.objects.filter(order=order).order_by("-decided_at", "-pk")))


def refunds_by_orders(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[RefundView]]:
    """Return the refunds of orders, oldest first, in three statements; the caller has asked who may see them."""
    found: dict[uuid.UUID, list[RefundView]] = {order_id: [] for order_id in order_ids}
    rows = Refund.objects.select_related("order").filter(order__in=order_ids).order_by("decided_at", "pk")
    for view in _views(list(rows)):
        found[view.row.order_id].append(view)
    return found


def refunds_listed(
    *, actor: Actor, states: Sequence[RefundState] = (), first: int = 50, after: str = ""
) -> Page[RefundView]:
    """
    Return a page of refunds, those that must be paid first coming first, in three statements.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_see_refunds(actor), _("These refunds are not yours to see."))
    first = page_size(first)
    rows: QuerySet[Refund] = Refund.objects.select_related("order")
    if states:
        rows = rows.filter(state__in=states)
    if after:
        decided_at, key = keys_of(after, (datetime, uuid.UUID))
        rows = rows.filter(Q(decided_at__gt=decided_at) | Q(decided_at=decided_at, id__gt=key))
    found = _views(list(rows.order_by("decided_at", "id")[: first + 1]))
    return page_of(found, first=first, keys=lambda view: (view.row.decided_at, view.row.pk))


def refund_page(*, actor: Actor, refund_id: uuid.UUID) -> RefundView:
    """
    Return one refund, in three statements.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises NotFound: if there is none
    """
    require(may_see_refunds(actor), _("These refunds are not yours to see."))
    row = Refund.objects.select_related("order", "done_by").filter(pk=refund_id).first()
    if row is None:
        raise NotFound(_("There is no such refund."), field="refund")
    return _views([row])[0]


def refunds_of_part(*, actor: Actor, organisation_id: int, sub_order_id: uuid.UUID) -> list[PartView]:
    """
    Return what was refunded of one cooperative's part, newest first, in two statements.

    :raises NotAllowed: if the actor does not belong to the cooperative
    """
    require(may_see_sub_order(actor, organisation_id), _("These orders are another cooperative's."))
    parts = RefundPart.objects.select_related("refund").filter(
        sub_order=sub_order_id, sub_order__organisation=organisation_id
    )
    rows = list(parts.order_by("-refund__decided_at", "-pk"))
    lines: dict[int, list[RefundLine]] = {}
    for line in RefundLine.objects.select_related("order_line").filter(part__in=rows).order_by("pk"):
        lines.setdefault(line.part_id, []).append(line)
    return [PartView(row, tuple(lines.get(row.pk, []))) for row in rows]


def claims_open(*, actor: Actor, limit: int = 100) -> list[Claim]:
    """
    Return the open claims on hubs and carriers, oldest first, in one statement.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    """
    require(may_see_refunds(actor), _("These refunds are not yours to see."))
    found = Claim.objects.select_related("debtor", "part__refund__order", "way_back__order")
    return list(found.filter(state=ClaimState.OPEN).order_by("opened_at", "pk")[:limit])
