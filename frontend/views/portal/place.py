"""For which of their cooperatives a person works now, and what every page of the portal shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.access import ASSISTING_KEY, actor_for, assisting
from frontend.desks import PORTAL, desk_context
from frontend.portal_actions import BAR
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import own_sellers
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.network.recordings import recordings_played

SESSION_KEY = "portal.organisation"
# Pictures and digits alone, for whoever does not read
TEXT_KEY = "portal.text_light"


class Known(TypedDict):
    """Who asks for which cooperative: what every selector wants first."""

    actor: Actor
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """Who works for which cooperative, and for which others they could."""

    actor: Actor
    organisation: Organisation
    others: tuple[Organisation, ...]

    @property
    def organisation_id(self) -> int:
        """Its number."""
        return self.organisation.pk

    @property
    def known(self) -> Known:
        """Who asks for which cooperative."""
        return {"actor": self.actor, "organisation_id": self.organisation_id}


def place_of(request: HttpRequest) -> Place:
    """
    Return for whom the person works: the last chosen cooperative, or the oldest of theirs; one query.

    :raises NotFound: if they belong to no seller
    """
    actor = actor_for(request)
    rows = own_sellers(actor)
    if not rows:
        raise NotFound(_("You belong to no cooperative yet."), field="organisation")
    last = request.session.get(SESSION_KEY)
    chosen = next((row for row in rows if row.pk == last), rows[0])
    return Place(actor, chosen, tuple(row for row in rows if row.pk != chosen.pk))


def language_here() -> str:
    """The language of the page."""
    return get_language() or "fr"


def portal_page(
    request: HttpRequest,
    template: str,
    here: str,
    context: Mapping[str, object],
    *,
    place: Place,
    status: int = 200,
) -> HttpResponse:
    """Show a page of the portal with its bar."""
    language = language_here()
    match = request.resolver_match
    shown: dict[str, object] = {
        **desk_context(PORTAL, place.actor, here if here in BAR else "portal-more"),
        # Which action the page itself is, and what can be heard on it
        "page_key": match.url_name if match else "",
        "voices": recordings_played(language),
        "text_light": bool(request.session.get(TEXT_KEY)),
        "cooperative": place.organisation.name(language),
        "cooperative_id": place.organisation_id,
        "assisting": request.session[ASSISTING_KEY]["reason"] if assisting(request) else "",
        "cooperatives": [(row.pk, row.name(language)) for row in place.others],
        **context,
    }
    return render(request, f"frontend/portal/{template}.html", shown, status=status)
