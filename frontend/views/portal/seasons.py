"""What a cooperative sold, in bars: by product and month, this season beside the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.selectors.gallery import Picture, first_pictures_of
from frontend.access import opened_to, opens_portal
from frontend.views.portal.place import language_here, place_of, portal_page
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from orders.selectors.seasons import ProductSeasons, Seasons, seasons_of

# So many products are shown by their picture; the sum has all of them
MOST = 12


@dataclass(frozen=True, slots=True)
class MonthBars:
    """One month of both seasons."""

    day: date
    this: int
    last: int

    @property
    def voice(self) -> str:
        """The slot of its name's recording."""
        return f"portal-seasons:{self.day.month}"


def _bars(months: Sequence[date], rows: Sequence[ProductSeasons]) -> list[MonthBars]:
    return [
        MonthBars(day, sum(row.this[place] for row in rows), sum(row.last[place] for row in rows))
        for place, day in enumerate(months)
    ]


def _chosen(found: Seasons, wanted: str) -> Sequence[ProductSeasons]:
    """
    Return whose bars are shown: one product's, or all together.

    :raises NotFound: if it is not one that was sold
    """
    if not wanted:
        return found.products
    chosen = [row for row in found.products if str(row.product_id) == wanted]
    if not chosen:
        raise NotFound(_("There is no such product."), field="product")
    return chosen


def _tile(row: ProductSeasons, picture: Picture | None, here: str) -> dict[str, object]:
    return {
        "id": row.product_id,
        "name": text_in(row.names, language_here()),
        "family": row.family,
        "picture_url": picture.url_for(128) if picture else "",
        "this": sum(row.this),
        "last": sum(row.last),
        "is_here": str(row.product_id) == here,
    }


@require_safe
@opened_to(opens_portal)
def seasons(request: HttpRequest) -> HttpResponseBase:
    """Draw a season's months beside those of the season before; `product` shows one product alone."""
    place, here = place_of(request), request.GET.get("product", "")
    found = seasons_of(**place.known, now=timezone.now())
    chosen = _chosen(found, here)
    bars, shown = _bars(found.months, chosen), found.products[:MOST]
    pictures = first_pictures_of([row.product_id for row in shown])
    context = {
        "bars": bars,
        "most": max((max(each.this, each.last) for each in bars), default=0),
        "tiles": [_tile(row, pictures.get(row.product_id), here) for row in shown],
        "best": max((max(sum(row.this), sum(row.last)) for row in shown), default=0),
        "total_this": sum(each.this for each in bars),
        "total_last": sum(each.last for each in bars),
        "name": text_in(chosen[0].names, language_here()) if here else "",
    }
    return portal_page(request, "seasons", "portal-seasons", context, place=place)
