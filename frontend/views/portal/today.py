"""A cooperative's day: what to prepare, what money comes, which papers end."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ASSISTING_KEY, assisting, opened_to, opens_portal
from frontend.portal_actions import BEHIND_MORE
from frontend.views.portal.place import SESSION_KEY, TEXT_KEY, place_of, portal_page
from frontend.views.portal.waiting import waiting_for
from marketplace.cooperatives.closures import back_date, closure_on
from marketplace.cooperatives.joining import agreement_waits
from marketplace.cooperatives.policies import may_close
from marketplace.cooperatives.selectors import own_sellers, papers_expiring
from marketplace.kernel.errors import NotFound
from marketplace.notifications.selectors import inbox_unread_count
from marketplace.payouts.policies import may_keep_members
from marketplace.payouts.selectors.earnings import expected_of
from orders.selectors.orders import sub_order_counts
from orders.states import SubOrderState

# A paper that ends within this time is spoken of.
PAPER_WARNING = timedelta(days=60)


@require_safe
@opened_to(opens_portal)
def today(request: HttpRequest) -> HttpResponseBase:
    """Show the day's counts and the money of the next payout."""
    place, now = place_of(request), timezone.now()
    known = place.known
    counts = sub_order_counts(**known)
    closed = closure_on(place.organisation_id, on=timezone.localdate(now))
    context = {
        "closed": closed,
        "back": back_date(closed.until_date) if closed else None,
        "may_close": may_close(place.actor, place.organisation_id),
        "to_prepare": counts[SubOrderState.RELEASED],
        "packed": counts[SubOrderState.PACKED],
        "shipped": counts[SubOrderState.SHIPPED],
        "earnings": expected_of(**known, at=now),
        "expiring": papers_expiring(**known, by=timezone.localdate(now + PAPER_WARNING)),
        "to_sign": agreement_waits(place.organisation_id, on=timezone.localdate(now)),
        "waiting": waiting_for(place, now=now),
        "unread": inbox_unread_count(user_id=place.actor.user_id or 0),
    }
    return portal_page(request, "today", "portal-today", context, place=place)


@require_safe
@opened_to(opens_portal)
def more(request: HttpRequest) -> HttpResponseBase:
    """Show the way to everything that is not in the bar, as pictures."""
    place = place_of(request)
    keeps_members = may_keep_members(place.actor, place.organisation_id)
    places = [
        (key, reverse(f"frontend:{key}")) for key in BEHIND_MORE if key != "portal-members" or keeps_members
    ]
    return portal_page(request, "more", "portal-more", {"places": places}, place=place)


@require_POST
@opened_to(opens_portal)
def switch(request: HttpRequest) -> HttpResponseBase:
    """Work for another of one's cooperatives."""
    place = place_of(request)
    wanted = request.POST.get("organisation", "")
    chosen = next((row for row in own_sellers(place.actor) if str(row.pk) == wanted), None)
    if chosen is None:
        raise NotFound(_("You belong to no such cooperative."), field="organisation")
    request.session[SESSION_KEY] = chosen.pk
    helped = assisting(request)
    if helped is not None and helped.organisation_id != chosen.pk:
        del request.session[ASSISTING_KEY]
    return redirect("frontend:portal-today")


@require_POST
@opened_to(opens_portal)
def words(request: HttpRequest) -> HttpResponseBase:
    """Show words beside the pictures, or the pictures alone."""
    request.session[TEXT_KEY] = request.POST.get("words") == "off"
    return redirect("frontend:portal-today")
