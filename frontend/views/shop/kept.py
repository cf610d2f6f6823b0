"""What a customer keeps in mind: products (also before signing in), what is sold out, cooperatives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.selectors.categories import families
from catalog.selectors.listed import cards_of
from catalog.selectors.product_page import product_page
from frontend.access import actor_for, is_signed_in, opened_to
from frontend.forms.refusals import done
from frontend.shop_cards import product_cards
from frontend.views.shop.checkout import SEE_OTHER
from frontend.views.shop.opened import language_here, shop_page
from frontend.wish_cookie import MOST, wishes_forgotten, wishes_kept, wishes_of_cookie
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.selectors import organisation_page
from marketplace.customers.selectors.kept import alerts_open, followed, wishlist_ids
from marketplace.customers.services.cooperative_follow import cooperative_follow, cooperative_unfollow
from marketplace.customers.services.stock_alert import stock_alert_ask, stock_alert_stop
from marketplace.customers.services.wishlist_change import wishlist_add, wishlist_merge, wishlist_remove

# More digits than these are no number of ours.
_DIGITS = 18


def wishes_merged(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take what was kept before signing in into the account."""
    wished = wishes_of_cookie(request)
    if wished and is_signed_in(actor_for(request)):
        wishlist_merge(actor=actor_for(request), product_ids=wished, now=timezone.now())
        wishes_forgotten(response)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead back to where the button stood."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if is_ours else reverse("frontend:kept"), status=SEE_OTHER)


@never_cache
@require_safe
@shop_page
def kept(request: HttpRequest) -> HttpResponse:
    """Show what one keeps in mind; whoever is not signed in keeps products in the browser."""
    actor, language = actor_for(request), language_here()
    is_known, wished = is_signed_in(actor), wishes_of_cookie(request)
    if is_known:
        if wished:
            wishlist_merge(actor=actor, product_ids=wished, now=timezone.now())
        wished = wishlist_ids(actor)
    found = cards_of(wished, channel=default_channel(), today=timezone.localdate())
    listed = [found[each] for each in wished if each in found]
    cards = product_cards(listed, families(), language) if listed else []
    shown = {
        "wishes": list(zip([each.product_id for each in listed], cards, strict=True)),
        "is_known": is_known,
        "alerts": [(alert.variant_id, alert.variant.product) for alert in alerts_open(actor)]
        if is_known
        else [],
        "followed": [(row.slug, row.name(language)) for row in followed(actor)] if is_known else [],
    }
    response = render(request, "frontend/shop/kept.html", shown)
    if is_known:
        wishes_forgotten(response)
    return response


@require_POST
@shop_page
def wish(request: HttpRequest) -> HttpResponse:
    """Keep a product in mind, or let it go."""
    actor, product_id = actor_for(request), _number(request.POST.get("product", ""))
    keeps = request.POST.get("act") != "remove"
    response = _back(request)
    if is_signed_in(actor):
        if keeps:
            done(
                request,
                lambda: wishlist_add(actor=actor, product_id=product_id, now=timezone.now()),
                _("It is on your list."),
            )
        else:
            wishlist_remove(actor=actor, product_id=product_id)
            messages.success(request, _("It is off your list."))
        return response
    wished = [each for each in wishes_of_cookie(request) if each != product_id]
    if keeps and not cards_of([product_id], channel=default_channel(), today=timezone.localdate()):
        return response
    wishes_kept(response, ([product_id, *wished] if keeps else wished)[:MOST])
    messages.success(request, _("It is on your list.") if keeps else _("It is off your list."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def alert(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Wait for a size that is sold out; whoever comes from signing in is led to the product."""
    detail = product_page(slug=slug, channel=default_channel(), language=language_here(), at=timezone.now())
    variant_id = _number(request.POST.get("variant", ""))
    if request.method == "POST" and variant_id in {offer.variant_id for offer in detail.offers}:
        done(
            request,
            lambda: stock_alert_ask(actor=actor_for(request), variant_id=variant_id, now=timezone.now()),
            _("We tell you once, when it can be bought again."),
        )
    return redirect("frontend:product", slug=slug)


@require_POST
@opened_to(is_signed_in)
def alert_stop(request: HttpRequest) -> HttpResponseBase:
    """Wait no longer."""
    stock_alert_stop(actor=actor_for(request), variant_id=_number(request.POST.get("variant", "")))
    messages.success(request, _("You are not told any more."))
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def follow(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Follow a cooperative, or no longer; whoever comes from signing in is led to its page."""
    organisation_id = organisation_page(slug, on=timezone.localdate()).card.organisation_id
    actor = actor_for(request)
    if request.method != "POST":
        return redirect("frontend:cooperative", slug=slug)
    if request.POST.get("act") == "remove":
        cooperative_unfollow(actor=actor, organisation_id=organisation_id)
        messages.success(request, _("You are not told any more."))
    else:
        done(
            request,
            lambda: cooperative_follow(actor=actor, organisation_id=organisation_id, now=timezone.now()),
            _("You are told when it puts something new on the shelves."),
        )
    return _back(request)
