"""The first page."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models.exposure import Surface
from catalog.selectors.categories import category_tree, families
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import ProductCard, products_listed
from catalog.selectors.reading_room import collections_named, pages_named
from catalog.services.exposure_note import exposure_note
from frontend.cards import Link
from frontend.query_strings import address
from frontend.shop_cards import cooperative_cards, product_cards
from frontend.views.shop.opened import language_here, shop_page
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.selectors import OrganisationCard, alliances_listed, organisations_listed
from marketplace.kernel.geography import Place, regions

IN_SEASON = 8
COOPERATIVES = 6
NEWEST = 100


def _region_of_the_week(today: date) -> tuple[Place | None, list[OrganisationCard]]:
    """Give each region in which the newest sellers live its week; return it with its sellers, in one query."""
    by_region: dict[str, list[OrganisationCard]] = {}
    for card in organisations_listed(first=NEWEST).items:
        by_region.setdefault(card.region, []).append(card)
    present = [place for code, place in regions().items() if code in by_region]
    if not present:
        return None, []
    region = present[today.toordinal() // 7 % len(present)]
    return region, by_region[region.code][:COOPERATIVES]


def _in_season(channel: Channel, today: date) -> Sequence[ProductCard]:
    """Return what is in season, each cooperative in its turn, and write down whose it was."""
    page = products_listed(
        channel=channel,
        filters=ProductFilters(season_month=today.month),
        order=ProductOrder.FAIR,
        today=today,
        first=IN_SEASON,
    )
    shown = [card.organisation_id for card in page.items]
    exposure_note(organisation_ids=shown, surface=Surface.HOME, today=today)
    return page.items


@require_safe
@shop_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the families, what is in season, a region's cooperatives and the map of all."""
    language, today, channel = language_here(), timezone.localdate(), default_channel()
    season = _in_season(channel, today)
    region, cooperatives = _region_of_the_week(today)
    all_cooperatives = reverse("frontend:cooperatives")
    return render(
        request,
        "frontend/shop/home.html",
        {
            "month": today.month,
            "season_url": address(reverse("frontend:search"), {"month": today.month}),
            "season": product_cards(season, families(), language),
            "region": region.name(language) if region else "",
            "region_code": region.code if region else "",
            "cooperatives": cooperative_cards(cooperatives, language),
            "map_links": {code: address(all_cooperatives, {"region": code}) for code in regions()},
            "shelves": [
                Link(shelf.name(language), reverse("frontend:category", args=[shelf.slug]))
                for shelf in category_tree().roots()
            ],
            "collections": [
                Link(each.name(language), reverse("frontend:collection", args=[each.slug]))
                for each in collections_named(channel=channel, now=timezone.now())
            ],
            "pages": [
                Link(each.name(language), reverse("frontend:written", args=[each.slug]))
                for each in pages_named(now=timezone.now())
            ],
            "alliances": [
                Link(alliance.name(language), reverse("frontend:alliance", args=[alliance.slug]))
                for alliance in alliances_listed()
            ],
        },
    )
