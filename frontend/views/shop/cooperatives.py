"""Who makes the products: cooperatives and their alliances."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models.pooled import PooledListing
from catalog.selectors.categories import families
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import ProductCard, products_listed
from catalog.selectors.order_cycles import order_cycle_of_all
from frontend.access import actor_for
from frontend.cards import Link
from frontend.query_strings import address, page_links
from frontend.shop_cards import cooperative_cards, kind_text, place_name, product_cards
from frontend.views.shop.opened import language_here, shop_page
from logistics.selectors.pooled import listings_of
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.closures import closure_on
from marketplace.cooperatives.selectors import (
    AllianceCard,
    OrganisationDetail,
    alliances_listed,
    organisation_page,
    organisations_listed,
)
from marketplace.customers.selectors.kept import is_followed
from marketplace.kernel.geography import regions
from marketplace.kernel.texts import text_in

PAGE_SIZE = 24


def _home() -> Link:
    return Link(_("Home"), reverse("frontend:home"))


@require_safe
@shop_page
def cooperatives(request: HttpRequest) -> HttpResponse:
    """List the sellers, of all regions or of one."""
    language = language_here()
    code = request.GET.get("region", "")
    if code and code not in regions():
        raise Http404
    page = organisations_listed(region=code, after=request.GET.get("after", ""), first=PAGE_SIZE)
    title = (
        _("Cooperatives: %(region)s") % {"region": regions()[code].name(language)}
        if code
        else _("The cooperatives")
    )
    path = reverse("frontend:cooperatives")
    return render(
        request,
        "frontend/shop/cooperatives.html",
        {
            "title": title,
            "crumbs": [_home(), Link(title, path)],
            "here": code,
            "cards": cooperative_cards(page.items, language),
            "next_url": page_links(request, page, {"region": code})[0],
            "map_links": {each: address(path, {"region": each}) for each in regions()},
            "regions": [
                Link(place.name(language), address(path, {"region": each}), is_here=each == code)
                for each, place in regions().items()
            ],
            "all_url": path,
        },
    )


def _is_followed(request: HttpRequest, organisation_id: int) -> bool:
    return request.user.is_authenticated and is_followed(actor_for(request), organisation_id)


def _when(organisation_id: int) -> dict[str, object]:
    """Say when a cooperative sells: whether it is closed today, and the round in which it takes orders."""
    return {
        "closure": closure_on(organisation_id, on=timezone.localdate()),
        "round": order_cycle_of_all(organisation_id),
        "now": timezone.now(),
    }


@require_safe
@shop_page
def cooperative(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one seller: its story, its place and what it makes."""
    language, today = language_here(), timezone.localdate()
    detail = organisation_page(slug, on=today)
    card = detail.card
    page = products_listed(
        channel=default_channel(),
        filters=ProductFilters(organisation_id=card.organisation_id),
        order=ProductOrder.NEWEST,
        today=today,
        after=request.GET.get("before") or request.GET.get("after", ""),
        backwards=bool(request.GET.get("before")),
        first=PAGE_SIZE,
    )
    next_url, previous_url = page_links(request, page, {})
    name = card.name(language)
    return render(
        request,
        "frontend/shop/cooperative.html",
        {
            "detail": detail,
            "card": card,
            **_when(card.organisation_id),
            "name": name,
            "kind": kind_text(card.kind),
            "story": text_in(detail.stories, language),
            "place": place_name(card.province, language),
            "region": regions()[card.region].name(language) if card.region in regions() else "",
            "alliances": _alliance_links(detail, language),
            "crumbs": [
                _home(),
                Link(_("The cooperatives"), reverse("frontend:cooperatives")),
                Link(name, request.path),
            ],
            "cards": product_cards(page.items, families(), language),
            "next_url": next_url,
            "previous_url": previous_url,
            "canonical": request.path,
            "is_followed": _is_followed(request, card.organisation_id),
        },
    )


def _alliance_links(detail: OrganisationDetail, language: str) -> list[Link]:
    return [
        Link(each.name(language), reverse("frontend:alliance", args=[each.slug])) for each in detail.alliances
    ]


def _alliance(slug: str) -> AllianceCard:
    found = next((each for each in alliances_listed() if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _common(listings: Sequence[PooledListing], today: date) -> Sequence[ProductCard]:
    """What an alliance sells in common and that can be bought today."""
    filters = ProductFilters(product_ids=tuple(row.product_id for row in listings))
    return products_listed(
        channel=default_channel(), filters=filters, order=ProductOrder.NEWEST, today=today, first=PAGE_SIZE
    ).items


@require_safe
@shop_page
def alliance(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an alliance: its members and what they make."""
    language, today = language_here(), timezone.localdate()
    found = _alliance(slug)
    members = organisations_listed(alliance=slug, first=PAGE_SIZE)
    page = products_listed(
        channel=default_channel(),
        filters=ProductFilters(alliance=slug),
        order=ProductOrder.NEWEST,
        today=today,
        after=request.GET.get("before") or request.GET.get("after", ""),
        backwards=bool(request.GET.get("before")),
        first=PAGE_SIZE,
    )
    next_url, previous_url = page_links(request, page, {})
    name = found.name(language)
    common = listings_of([found.alliance_id]).get(found.alliance_id, [])
    return render(
        request,
        "frontend/shop/alliance.html",
        {
            "story": text_in(found.stories, language),
            "common": product_cards(_common(common, today), families(), language) if common else [],
            "name": name,
            "card": found,
            "region": regions()[found.region].name(language) if found.region in regions() else "",
            "members": cooperative_cards(members.items, language),
            "cards": product_cards(page.items, families(), language),
            "next_url": next_url,
            "previous_url": previous_url,
            "crumbs": [_home(), Link(name, request.path)],
            "canonical": request.path,
        },
    )
