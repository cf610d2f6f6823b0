"""Lists of products: a category, a family, a search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models.exposure import Surface
from catalog.selectors.categories import CategoryTree, category_tree, families
from catalog.selectors.facets import facets_counted
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import ProductCard, products_listed
from catalog.selectors.suggestions import corrected, suggestions
from catalog.services.exposure_note import exposure_note
from frontend.cards import Link
from frontend.facet_groups import chosen_chips, facet_groups
from frontend.families import FAMILY_NAMES
from frontend.forms.facets import FacetForm
from frontend.query_strings import address, page_links
from frontend.shop_cards import product_cards
from frontend.views.shop.opened import language_here, shop_page
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from marketplace.kernel.pages import Page
from marketplace.kernel.search_text import without_controls

PAGE_SIZE = 24
# Orders in which who stands first is the shop's choice, and is written down
CHOSEN_BY_THE_SHOP = frozenset({ProductOrder.FAIR, ProductOrder.RELEVANCE})


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a list."""

    title: str
    text: str = ""
    crumbs: Sequence[Link] = ()
    children: Sequence[Link] = ()
    family: str = ""


def _found(
    request: HttpRequest,
    form: FacetForm,
    filters: ProductFilters,
    channel: Channel,
    tree: CategoryTree | None,
) -> tuple[Page[ProductCard], ProductFilters, str]:
    """Return the page that is asked for; of a search that finds nothing, what was probably meant, and its page."""
    page = products_listed(
        channel=channel,
        filters=form.choice().narrowed(filters),
        order=form.order_chosen(),
        today=timezone.localdate(),
        after=request.GET.get("before") or request.GET.get("after", ""),
        backwards=bool(request.GET.get("before")),
        first=PAGE_SIZE,
        language=language_here(),
        tree=tree,
    )
    meant = corrected(filters.search) if filters.search and not page.items else ""
    if not meant:
        return page, filters, ""
    # What was meant is known to be among the shop's words, so this goes no further than one step.
    return *_found(request, form, replace(filters, search=meant), channel, tree)[:2], meant


def _note(page: Page[ProductCard], surface: Surface) -> None:
    """Write down whose products were shown, where the shop chose who stands first."""
    shown = [card.organisation_id for card in page.items]
    exposure_note(organisation_ids=shown, surface=surface, today=timezone.localdate())


def _shelf(
    request: HttpRequest, heading: Heading, *, tree: CategoryTree | None = None, **fixed: Any
) -> HttpResponse:
    """Show one page of a list with its filters, in a fixed number of statements."""
    language, channel = language_here(), default_channel()
    form = FacetForm(request.GET, language=language)
    page, filters, meant = _found(request, form, form.filters(**fixed), channel, tree)
    kept = form.kept()
    next_url, previous_url = page_links(request, page, kept)
    facets = facets_counted(
        channel=channel,
        filters=filters,
        choice=form.choice(),
        today=timezone.localdate(),
        tree=tree,
    )
    if form.order_chosen() in CHOSEN_BY_THE_SHOP:
        _note(page, Surface.SEARCH if filters.search else Surface.SHELF)
    groups = facet_groups(form, facets, language, leaving_out="family" if "product_type" in fixed else "")
    return render(
        request,
        "frontend/shop/shelf.html",
        {
            "heading": heading,
            "form": form,
            "groups": groups,
            "cards": product_cards(page.items, families(), language),
            "next_url": next_url,
            "previous_url": previous_url,
            "chosen": chosen_chips(form, groups, request.path, kept),
            "meant": meant if page.items else "",
            "canonical": request.path,
            "is_filtered": bool(set(kept) - {"q"}),
            "search_text": form.usable().get("q", ""),
            "bare_url": address(request.path, {"q": kept.get("q", "")}),
        },
    )


@require_safe
@shop_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a category with what stands below it."""
    language, tree = language_here(), category_tree()
    shelf = tree.find(slug)
    crumbs = [Link(_("Home"), reverse("frontend:home"))]
    crumbs += [
        Link(step.name(language), reverse("frontend:category", args=[step.slug]))
        for step in tree.path(shelf.category_id)
    ]
    children = [
        Link(child.name(language), reverse("frontend:category", args=[child.slug]))
        for child in tree.children(shelf.category_id)
    ]
    heading = Heading(shelf.name(language), crumbs=crumbs, children=children)
    return _shelf(request, heading, tree=tree, category=slug)


@require_safe
@shop_page
def family(request: HttpRequest, key: str) -> HttpResponse:
    """Show a family of products, whatever shelves they stand on."""
    if key not in FAMILY_NAMES:
        raise Http404
    name = str(FAMILY_NAMES[key])
    crumbs = [Link(_("Home"), reverse("frontend:home")), Link(name, request.path)]
    return _shelf(request, Heading(name, crumbs=crumbs, family=key), product_type=key)


@require_safe
@shop_page
def search(request: HttpRequest) -> HttpResponse:
    """Show what a search finds; without words, everything."""
    words = without_controls(request.GET.get("q", ""))
    title = _("Results for “%(words)s”") % {"words": words[:80]} if words else _("All products")
    return _shelf(
        request, Heading(title, crumbs=[Link(_("Home"), reverse("frontend:home")), Link(title, request.path)])
    )


@require_safe
@shop_page
def suggest(request: HttpRequest) -> HttpResponse:
    """Show, as a part of a page, how what is being written may go on."""
    text, language = request.GET.get("q", ""), language_here()
    rows = [
        (
            row.text,
            reverse("frontend:cooperative", args=[row.organisation_slug])
            if row.organisation_slug
            else address(reverse("frontend:search"), {"q": row.text}),
            "store" if row.organisation_slug else "search",
        )
        for row in suggestions(text, language=language)
    ]
    return render(request, "frontend/components/suggestions.html", {"rows": rows})
