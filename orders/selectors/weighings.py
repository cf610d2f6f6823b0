"""What goods that are sold by their weight weighed, for whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from logistics.selectors.custody import custody_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from orders.models.order import OrderLine
from orders.models.weighing import LineWeighing
from orders.policies import may_acknowledge, may_see_sub_order, may_weigh_at_hub
from orders.postings import order_subject

_COUNTS = LineWeighing.objects.filter(withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class LineToWeigh:
    """A line that is sold by its weight, and what it weighed so far."""

    line: OrderLine
    weighing: LineWeighing | None


def line_to_weigh(*, actor: Actor, line_id: int) -> LineToWeigh:
    """
    Return a line with its order and its weight, for its cooperative and the hub that packs it; in four statements.

    :raises NotFound: if there is none, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    """
    line = OrderLine.objects.select_related("sub_order", "order").filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such line."), field="line")
    custody = custody_of(order_subject(line.order))
    if custody is None or not may_weigh_at_hub(actor, custody.hub_id):
        if not may_see_sub_order(actor, line.sub_order.organisation_id):
            raise NotFound(_("There is no such line."), field="line")
        require(may_acknowledge(actor, line.sub_order.organisation_id), _("Your role does not cover this."))
    return LineToWeigh(line, _COUNTS.filter(line=line).first())


def weighings_of(order_id: UUID) -> list[LineWeighing]:
    """Return what counts of an order's weights, with lines; one statement. The caller asked who may."""
    return list(_COUNTS.filter(line__order=order_id).select_related("line").order_by("line_id"))


def weighings_by_orders(order_ids: Sequence[UUID]) -> dict[UUID, list[LineWeighing]]:
    """Return what counts of the weights of orders, by line; one statement. The caller asked who may see them."""
    found: dict[UUID, list[LineWeighing]] = {order_id: [] for order_id in order_ids}
    for row in _COUNTS.filter(line__order__in=order_ids).select_related("line").order_by("line_id"):
        found[row.line.order_id].append(row)
    return found


def weighings_of_part(sub_order_id: UUID) -> dict[int, LineWeighing]:
    """Return what counts of one cooperative's part, by line; one statement. The caller asked who may."""
    return {row.line_id: row for row in _COUNTS.filter(line__sub_order=sub_order_id)}


def lines_to_weigh(references: Sequence[str]) -> dict[str, LineToWeigh]:
    """
    Return which of these keys ("order-line:<id>") are lines that are sold by their weight; two statements.

    For the hub, which has asked who may; keys of what is sent instead of something are passed over.
    """
    parts = [key.split(":") for key in references]
    ids = [int(each[1]) for each in parts if len(each) == 2 and each[1].isdigit()]
    rows = OrderLine.objects.filter(pk__in=ids, weighed_g__gt=0)
    counting = Prefetch("weighings", queryset=_COUNTS, to_attr="counting")
    return {
        row.reference: LineToWeigh(row, next(iter(row.counting), None))
        for row in rows.prefetch_related(counting)
    }
