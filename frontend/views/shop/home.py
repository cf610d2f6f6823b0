"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors.categories import category_tree, families
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from frontend.cards import Link
from frontend.query_strings import address
from frontend.shop_cards import cooperative_cards, product_cards
from frontend.views.shop.opened import language_here, shop_page
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.selectors import alliances_listed, organisations_listed
from marketplace.kernel.geography import regions

IN_SEASON = 8
COOPERATIVES = 6


@require_safe
@shop_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the families, what is in season, a region's cooperatives and the map of all."""
    language, today = language_here(), timezone.localdate()
    # Each region has its week
    region = list(regions().values())[today.toordinal() // 7 % len(regions())]
    season = products_listed(
        channel=default_channel(),
        filters=ProductFilters(season_month=today.month),
        order=ProductOrder.NEWEST,
        today=today,
        first=IN_SEASON,
    )
    of_region = organisations_listed(region=region.code, first=COOPERATIVES).items
    # A region without sellers leaves its week to the newest of all
    cooperatives = of_region or organisations_listed(first=COOPERATIVES).items
    all_cooperatives = reverse("frontend:cooperatives")
    return render(
        request,
        "frontend/shop/home.html",
        {
            "month": today.month,
            "season_url": address(reverse("frontend:search"), {"month": today.month}),
            "season": product_cards(season.items, families(), language),
            "region": region.name(language) if of_region else "",
            "region_code": region.code if of_region else "",
            "cooperatives": cooperative_cards(cooperatives, language),
            "map_links": {code: address(all_cooperatives, {"region": code}) for code in regions()},
            "shelves": [
                Link(shelf.name(language), reverse("frontend:category", args=[shelf.slug]))
                for shelf in category_tree().roots()
            ],
            "alliances": [
                Link(alliance.name(language), reverse("frontend:alliance", args=[alliance.slug]))
                for alliance in alliances_listed()
            ],
        },
    )
