"""In which of their warehouses a person works now, and what every page of the hub shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.access import actor_for
from frontend.desks import HUB, desk_context
from logistics.models.warehouse import Warehouse
from logistics.selectors.warehouses import warehouses_run_by
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound

SESSION_KEY = "hub.warehouse"


class Known(TypedDict):
    """Who asks about which warehouse: what every selector wants first."""

    actor: Actor
    warehouse_id: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Who works where, and where else they could."""

    actor: Actor
    warehouse: Warehouse
    others: tuple[Warehouse, ...]

    @property
    def known(self) -> Known:
        """Who asks about which warehouse."""
        return {"actor": self.actor, "warehouse_id": self.warehouse.pk}


def place_of(request: HttpRequest) -> Place:
    """
    Return where the person works: the place asked for (`?place=slug`), the last one, or the first.

    :raises NotFound: if they run no warehouse at all, or not the one asked for
    """
    actor = actor_for(request)
    rows = sorted(warehouses_run_by(actor), key=lambda row: (not row.is_online, row.slug))
    asked = request.GET.get("place")
    chosen = next((row for row in rows if row.slug == asked), None)
    if not rows or (asked is not None and chosen is None):
        raise NotFound(_("There is no such warehouse."), field="place")
    if chosen is not None:
        request.session[SESSION_KEY] = chosen.slug
    else:
        last = request.session.get(SESSION_KEY)
        chosen = next((row for row in rows if row.slug == last), rows[0])
    return Place(actor, chosen, tuple(row for row in rows if row.pk != chosen.pk))


def language_here() -> str:
    """The language of the page."""
    return get_language() or "fr"


def hub_page(
    request: HttpRequest,
    template: str,
    here: str,
    context: Mapping[str, object],
    *,
    place: Place | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a page of the hub with its bar."""
    shown: dict[str, object] = {**desk_context(HUB, actor_for(request), here), **context}
    if place is not None:
        shown |= {"place": place, "place_name": place.warehouse.name(language_here())}
    return render(request, f"frontend/hub/{template}.html", shown, status=status)
