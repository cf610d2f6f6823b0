"""A cooperative's parts of orders: seen, prepared, followed."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import actor_for, opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip, Link
from frontend.forms.refusals import done
from frontend.views.portal.place import language_here, place_of, portal_page
from frontend.wording import weight_text
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.texts import text_in
from orders.models.order import OrderLine, SubOrder
from orders.models.shortage import LineShortage
from orders.models.weighing import LineWeighing
from orders.policies import may_acknowledge
from orders.postings_refund import net_of_part
from orders.refund_states import Bearer
from orders.selectors.orders import sub_orders_listed
from orders.selectors.refunds import PartView, refunds_of_part
from orders.selectors.shortages import shortages_of_part
from orders.selectors.sub_orders import sub_order_page
from orders.selectors.weighings import weighings_of_part
from orders.services.sub_order_acknowledge import sub_order_acknowledge
from orders.shortage_states import ShortageState
from orders.states import SubOrderState

_S = SubOrderState
TONES = {
    _S.PLACED: ("warning", "clock"),
    _S.RELEASED: ("brand", "parcel"),
    _S.PACKED: ("info", "parcel"),
    _S.SHIPPED: ("info", "truck"),
    _S.DELIVERED: ("success", "check"),
    _S.REFUSED: ("danger", "thumb-down"),
    _S.RETURNED: ("danger", "undo"),
    _S.CANCELLED: ("", "close"),
    _S.LOST: ("danger", "alert"),
}
# What the tabs show
HEAPS: dict[str, Sequence[SubOrderState]] = {
    "prepare": (_S.RELEASED,),
    "way": (_S.PACKED, _S.SHIPPED),
    "done": (_S.DELIVERED,),
    "back": (_S.REFUSED, _S.RETURNED, _S.CANCELLED, _S.LOST),
}


def state_chip(row: SubOrder) -> Chip:
    """Say where a part of an order stands."""
    tone, icon = TONES[SubOrderState(row.state)]
    return Chip(str(SubOrderState(row.state).label), tone, icon)


def net_of(row: SubOrder) -> Money:
    """What the cooperative receives for its part."""
    return row.gross - row.commission - row.hub_fee


def back_chip(row: SubOrder) -> Chip | None:
    """Say in the list that customers got money back for a part, all of it or some; nothing if they did not."""
    if not row.refunded_minor:
        return None
    is_whole = row.refunded_minor >= row.gross_minor
    return Chip(_("Paid back") if is_whole else _("Partly paid back"), "info", "undo")


def kept_of(row: SubOrder, refunds: Sequence[PartView]) -> Money:
    """What is left for the cooperative after what went back at its own cost; nothing of what never arrived."""
    if row.state == SubOrderState.RETURNED:
        return Money.zero(row.currency)
    own = [net_of_part(part.row) for part in refunds if part.row.bearer == Bearer.COOPERATIVE]
    return net_of(row) - total_of(own, row.currency)


def _line(
    line: OrderLine,
    language: str,
    shortages: Sequence[LineShortage] = (),
    weighing: LineWeighing | None = None,
    *,
    may_refuse: bool = False,
) -> dict[str, object]:
    return {
        "supply_id": line.pk if may_refuse else None,
        "weigh_id": line.pk if may_refuse and line.weighed_g else None,
        "weight": weight_text(weighing.weighed_g, language) if weighing else "",
        "less": -weighing.amount if weighing and weighing.amount else None,
        "shortages": [(row.quantity, ShortageState(row.state).label, row.is_undecided) for row in shortages],
        "quantity": line.quantity,
        "name": text_in(line.product_names, language),
        "size": text_in(line.variant_names, language),
        "sku": line.sku,
        "total": line.total,
    }


def _tabs(here: str) -> list[Link]:
    words = {
        "prepare": (_("To prepare"), "parcel"),
        "way": (_("On the way"), "truck"),
        "done": (_("Delivered"), "check"),
        "back": (_("Refused or returned"), "undo"),
    }
    return [Link(text, f"?show={key}", icon, is_here=key == here) for key, (text, icon) in words.items()]


@require_safe
@opened_to(opens_portal)
def orders(request: HttpRequest) -> HttpResponseBase:
    """List the cooperative's parts of orders, newest first."""
    place, language = place_of(request), language_here()
    show = request.GET.get("show", "prepare")
    if show not in HEAPS:
        raise NotFound(_("There is no such list."), field="show")
    page = sub_orders_listed(
        actor=place.actor,
        organisation_id=place.organisation_id,
        states=HEAPS[show],
        after=request.GET.get("after", ""),
    )
    rows = [
        {
            "row": view.row,
            "chip": state_chip(view.row),
            "back": back_chip(view.row),
            "lines": [_line(line, language) for line in view.lines],
            "net": net_of(view.row),
        }
        for view in page.items
    ]
    context = {
        "rows": rows,
        "tabs": _tabs(show),
        "next_url": next_page_url(request, page),
        "may_acknowledge": may_acknowledge(place.actor, place.organisation_id),
        "is_to_prepare": show == "prepare",
    }
    return portal_page(request, "orders", "portal-orders", context, place=place)


@require_safe
@opened_to(opens_portal)
def order(request: HttpRequest, sub_order_id: uuid.UUID) -> HttpResponseBase:
    """Show one part with its lines and what it earns."""
    place, language = place_of(request), language_here()
    page = sub_order_page(actor=place.actor, sub_order_id=sub_order_id)
    refunds = refunds_of_part(
        actor=place.actor, organisation_id=page.row.organisation_id, sub_order_id=sub_order_id
    )
    may_prepare = page.row.state == SubOrderState.RELEASED and may_acknowledge(
        place.actor, page.row.organisation_id
    )
    short = shortages_of_part(page.row.pk)
    weights = weighings_of_part(page.row.pk) if any(line.weighed_g for line in page.lines) else {}
    context = {
        "page": page,
        "row": page.row,
        "chip": state_chip(page.row),
        "lines": [
            _line(line, language, short.get(line.pk, ()), weights.get(line.pk), may_refuse=may_prepare)
            for line in page.lines
        ],
        "net": net_of(page.row),
        "minus_commission": -page.row.commission,
        "minus_fee": -page.row.hub_fee,
        "kept": kept_of(page.row, refunds) if refunds else None,
        "given_back": [(part, -net_of_part(part.row)) for part in refunds],
        "may_acknowledge": may_prepare,
    }
    return portal_page(request, "order", "portal-orders", context, place=place)


@require_POST
@opened_to(opens_portal)
def acknowledge(request: HttpRequest, sub_order_id: uuid.UUID) -> HttpResponseBase:
    """Say that the part is being prepared, or take that back."""
    wanted = request.POST.get("acknowledged") == "yes"
    done(
        request,
        lambda: sub_order_acknowledge(
            actor=actor_for(request), sub_order_id=sub_order_id, acknowledged=wanted, now=timezone.now()
        ),
    )
    if request.POST.get("back") == "list":
        return redirect("frontend:portal-orders")
    return redirect("frontend:portal-order", sub_order_id=sub_order_id)
