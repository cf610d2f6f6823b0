"""What a cooperative owns at the hubs: by product, and lot by lot."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from frontend.access import opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.views.portal.place import language_here, place_of, portal_page
from logistics.selectors.lots import LotRow, lots_of_organisation, stock_of_organisation
from logistics.states import SELLABLE, LotState
from marketplace.kernel.texts import text_in

_L = LotState
TONES = {
    _L.QUARANTINE: ("warning", "clock"),
    _L.RELEASED: ("success", "check"),
    _L.RELEASED_WITH_REMARK: ("success", "note"),
    _L.REWORK: ("warning", "refresh"),
    _L.REJECTED: ("danger", "thumb-down"),
    _L.RECALLED: ("danger", "alert"),
    _L.EXPIRED: ("danger", "calendar"),
}
GOODS_SHOWN = 100


def _lot(row: LotRow, language: str) -> dict[str, object]:
    tone, icon = TONES[row.state]
    return {
        "row": row,
        "name": text_in(row.product_names, language),
        "size": text_in(row.variant_names, language),
        "chip": Chip(str(row.state.label), tone, icon),
        "is_sellable": row.state in SELLABLE,
    }


@require_safe
@opened_to(opens_portal)
def stock(request: HttpRequest) -> HttpResponseBase:
    """Show the goods by product and the lots, the last received first."""
    place, language = place_of(request), language_here()
    known = place.known
    goods = stock_of_organisation(**known, first=GOODS_SHOWN)
    lots = lots_of_organisation(**known, after=request.GET.get("after", ""), first=20)
    context = {
        "goods": [
            {
                "row": row,
                "name": text_in(row.product_names, language),
                "size": text_in(row.variant_names, language),
            }
            for row in goods.items
        ],
        "lots": [_lot(row, language) for row in lots.items],
        "next_url": next_page_url(request, lots),
        "is_first": not request.GET.get("after"),
    }
    return portal_page(request, "stock", "portal-stock", context, place=place)
