"""What machines read: robots.txt, the maps of the site, and the icon that browsers ask for unasked."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override
from django.views.decorators.http import require_safe

from catalog.selectors.categories import category_tree
from catalog.selectors.reading_room import collections_named, pages_named
from catalog.selectors.sitemap import sitemap_blocks, sitemap_products
from frontend.families import family_links
from frontend.views.shop.opened import shop_page
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.selectors import alliances_listed, organisation_slugs
from marketplace.kernel.texts import LANGUAGES

# 5 languages x 2,000 addresses stay far below the 50,000 that one map may hold (sitemaps.org).
BLOCK = 2_000
LEGAL = ("ranking", "terms", "privacy", "legal-notice", "contact")
CLOSED = ("basket/", "checkout/", "kept/", "order/", "portal/", "hub/", "cash/", "operator/", "design/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what is worth reading; a demo asks not to be found at all."""
    lines = ["User-agent: *"]
    if settings.DEMO:
        lines += ["Disallow: /"]
    else:
        lines += [f"Disallow: /{language}/{path}" for language in LANGUAGES for path in CLOSED]
        lines += ["Disallow: /admin/", "Disallow: /graphql/", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@shop_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the maps."""
    blocks = sitemap_blocks(channel=default_channel(), size=BLOCK)
    paths = [reverse("sitemap-pages"), *(reverse("sitemap-products", args=[n + 1]) for n in range(blocks))]
    maps = "".join(f"<sitemap><loc>{settings.PUBLIC_URL}{path}</loc></sitemap>" for path in paths)
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>')


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """List the pages that are not products."""
    found: list[tuple[str, tuple[str, ...]]] = [("home", ()), ("search", ()), ("cooperatives", ())]
    found += [("family", (slug,)) for _key, slug, _name in family_links()]
    found += [("category", (shelf.slug,)) for shelf in category_tree().shelves.values()]
    found += [("cooperative", (slug,)) for slug in organisation_slugs()]
    found += [("alliance", (alliance.slug,)) for alliance in alliances_listed()]
    now = timezone.now()
    found += [("collection", (each.slug,)) for each in collections_named(channel=default_channel(), now=now)]
    found += [("written", (each.slug,)) for each in pages_named(now=now)]
    found += [(name, ()) for name in LEGAL]
    return _map(_page(name, arguments) for name, arguments in found)


@require_safe
@shop_page
def sitemap_of_products(request: HttpRequest, block: int) -> HttpResponse:
    """List a block of products."""
    products = sitemap_products(channel=default_channel(), block=block, size=BLOCK)
    if not products:
        raise Http404
    return _map(_page("product", (slug,), changed) for slug, changed in products)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("frontend/img/icon-192.png"))


def _page(name: str, arguments: tuple[str, ...], changed: datetime | None = None) -> str:
    """Write a page once for each language, each naming the others (hreflang)."""
    urls = {}
    for language in LANGUAGES:
        with override(language):
            path = reverse(f"frontend:{name}", args=arguments)
        urls[language] = escape(f"{settings.PUBLIC_URL}{path}")
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}"/>' for language, url in urls.items()
    )
    day = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return "".join(f"<url><loc>{url}</loc>{day}{others}</url>" for url in urls.values())


def _map(pages: Iterable[str]) -> HttpResponse:
    return _xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">{"".join(pages)}</urlset>'
    )


def _xml(body: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type="application/xml")
