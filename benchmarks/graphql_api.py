"""
What the API costs: processor time of the application and of PostgreSQL, per request, against hand-written SQL.

Requests go through the WSGI application (all middleware), without sockets, in one process, with one connection.
The floor answers the same JSON (list of 12) or the same kind of page by one hand-written statement and orjson, in a
view behind the same Django without any middleware. The database that DATABASE_URL names must be migrated; products
are loaded into it if there are fewer than asked for. Run: python -m benchmarks.graphql_api --products 2000
"""

import argparse
import io
import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path
from django.utils import timezone

from catalog.models.media import Media, Thumbnail
from catalog.models.menu import Menu
from catalog.models.offer import Listing
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category
from catalog.services.catalogue_bulk_load import BulkProduct, BulkVariant, catalogue_bulk_load
from catalog.services.turns_take import turns_take
from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from marketplace.channels.models import Channel
from marketplace.graphql.kit.ids import global_id
from tests.factories.catalog import (
    CategoryFactory,
    CollectionFactory,
    MenuItemFactory,
    PageFactory,
    ProductTypeFactory,
    TaxTreatmentFactory,
)
from tests.factories.ground import ChannelFactory, CommissionTermFactory, OrganisationFactory
from tests.factories.logistics import DeliveryRateFactory, WarehouseFactory

TICKS = os.sysconf("SC_CLK_TCK")
ITEM = """
  id name slug
  pricing { priceRange { start { gross { amount currency } } stop { gross { amount currency } } } }
  category { id name }
  thumbnail(size: 1024, format: WEBP) { url alt }
  translation(languageCode: AR) { name }
"""
LIST = f"""query List($first: Int!, $channel: String!) {{ products(first: $first, channel: $channel) {{
  totalCount edges {{ node {{ {ITEM} }} cursor }} pageInfo {{ endCursor hasNextPage }} }} }}"""
CATEGORY = f"""query Category($slug: String!, $channel: String!) {{ category(slug: $slug) {{ id name description
  products(first: 50, channel: $channel) {{ totalCount edges {{ node {{ {ITEM} }} cursor }}
  pageInfo {{ endCursor hasNextPage }} }} }} }}"""
DETAILS = """query Details($slug: String!, $channel: String!) { product(slug: $slug, channel: $channel) {
  id name slug description created
  thumbnail(size: 1024, format: WEBP) { url alt }
  media { url(size: 1024, format: WEBP) alt type }
  category { id name }
  cooperative { id name slug }
  variants { id name sku quantityAvailable
    attributes(variantSelection: VARIANT_SELECTION) { attribute { slug } values { name } }
    pricing { price { gross { currency amount } } } }
  pricing { priceRange { start { gross { amount currency } } stop { gross { amount currency } } } }
  translation(languageCode: AR) { name description } } }"""
SEARCH = f"""query Search($channel: String!) {{ products(first: 20, channel: $channel, search: "miel") {{
  edges {{ node {{ {ITEM} }} }} pageInfo {{ endCursor hasNextPage }} }} }}"""
MENU = """query Menu($slug: String!, $channel: String!) { menu(slug: $slug, channel: $channel) { items {
  id name level url category { id slug } collection { id slug } page { id slug }
  children { id name level url category { id slug } collection { id slug } page { id slug } } } } }"""
CATEGORIES = """query Categories { categories(first: 20) { edges { node { id name slug
  translation(languageCode: AR) { name } } } } }"""
SMALL = "{ shop { name } }"
CHECKOUT = """ checkout { id email lines { id quantity totalPrice { gross { amount currency } }
  variant { id name product { id name slug thumbnail { url alt } category { name } }
            pricing { price { gross { amount } } } } }
  shippingPrice { gross { amount } } totalPrice { gross { amount currency } tax { amount } } }
  errors { field message code } """
FLOOR = """
  SELECT p.id, p.slug, p.names, c.id, c.names, least.amount, most.amount, l.currency, pic.file, pic.alts,
         l.published_at, (SELECT count(*) FROM catalog_listing WHERE channel_id = %(channel)s AND is_visible)
  FROM catalog_listing l
  JOIN catalog_product p ON p.id = l.product_id
  JOIN catalog_category c ON c.id = p.category_id
  JOIN LATERAL (SELECT min(amount_minor) AS amount FROM catalog_price x JOIN catalog_variant v ON v.id = x.variant_id
                WHERE v.product_id = p.id AND v.is_active AND x.channel_id = %(channel)s) least ON true
  JOIN LATERAL (SELECT max(amount_minor) AS amount FROM catalog_price x JOIN catalog_variant v ON v.id = x.variant_id
                WHERE v.product_id = p.id AND v.is_active AND x.channel_id = %(channel)s) most ON true
  LEFT JOIN LATERAL (SELECT t.file, m.alts FROM catalog_media m JOIN catalog_thumbnail t ON t.media_id = m.id
                     WHERE m.product_id = p.id AND t.size = 1024 AND t.format = 'webp'
                     ORDER BY m.position LIMIT 1) pic ON true
  WHERE l.channel_id = %(channel)s AND l.is_visible AND (%(category)s::bigint IS NULL OR l.category_id = %(category)s)
  ORDER BY l.published_at DESC, l.product_id DESC LIMIT %(limit)s
"""


def floor(request: HttpRequest) -> HttpResponse:
    """Answer a list by hand."""
    asked = orjson.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, asked)
        rows = cursor.fetchall()
    edges = [
        {
            "node": {
                "id": global_id("Product", row[0]),
                "name": (names := orjson.loads(row[2])).get("fr"),
                "slug": row[1],
                "pricing": {
                    "priceRange": {
                        "start": {"gross": {"amount": row[5] / 100, "currency": row[7]}},
                        "stop": {"gross": {"amount": row[6] / 100, "currency": row[7]}},
                    }
                },
                "category": {"id": global_id("Category", row[3]), "name": orjson.loads(row[4]).get("fr")},
                "thumbnail": {"url": f"{settings.PUBLIC_URL}/media/{row[8]}", "alt": ""} if row[8] else None,
                "translation": {"name": names["ar"]},
            },
            "cursor": f"{row[10]}|{row[0]}",
        }
        for row in rows[:-1]
    ]
    return HttpResponse(
        orjson.dumps({"data": {"products": {"totalCount": rows[0][11] if rows else 0, "edges": edges}}}),
        content_type="application/json",
    )


urlpatterns = [path("floor", floor)]


def prepare(count: int) -> Channel:
    """Have so many products: two variants each, a picture with copies, stock, in 20 categories of 40 sellers."""
    channel = (
        ChannelFactory.create() if not Channel.objects.exists() else Channel.objects.get(is_default=True)
    )
    missing = count - Listing.objects.filter(channel=channel).count()
    if missing <= 0:
        return channel
    TaxTreatmentFactory.create()
    if not Product.objects.exists():
        CommissionTermFactory.create()
        DeliveryRateFactory.create()
    kind = ProductTypeFactory.create()
    shelves = [
        CategoryFactory.create(slug=f"shelf-{n}", names={"fr": f"Rayon {n}", "ar": f"رف {n}"})
        for n in range(20)
    ]
    sellers = [OrganisationFactory.create(active=True, slug=f"bench-{n}-{missing}") for n in range(40)]
    now, start = timezone.now(), Product.objects.count()
    catalogue_bulk_load(
        channel=channel,
        products=(
            BulkProduct(
                slug=f"bench-{start + n}",
                organisation_id=sellers[n % 40].pk,
                product_type_id=kind.pk,
                category_id=shelves[n % 20].pk,
                names={
                    "fr": f"{'Miel' if n % 10 == 0 else 'Produit'} numéro {n}",
                    "ar": f"منتوج رقم {n}",
                    "en": f"Product {n}",
                },
                descriptions={"fr": f"Une description du produit {n}. " * 12, "ar": "وصف المنتوج. " * 20},
                province="MA-FIG",
                season_months=(),
                published_at=now - timedelta(minutes=n),
                variants=[
                    BulkVariant(
                        f"B{start + n}-{size}",
                        {"fr": f"{size} g"},
                        Decimal(size),
                        "g",
                        size + 50,
                        1000 + 7 * n % 5000 + size,
                    )
                    for size in (250, 500)
                ],
            )
            for n in range(missing)
        ),
    )
    pictures(start)
    navigation(channel, shelves)
    turns_take(today=timezone.localdate(now))  # as each night does: searches walk along the rounds
    return channel


def navigation(channel: Channel, shelves: list[Category]) -> None:
    """Have a menu of eight entries that lead to shelves, a collection and a page, as a shop's menu does."""
    menu, made = Menu.objects.get_or_create(slug="navbar", defaults={"name": "navbar"})
    if not made:
        return
    tops = [
        MenuItemFactory.create(menu=menu, category=shelf, position=n) for n, shelf in enumerate(shelves[:4])
    ]
    collection = CollectionFactory.create(published_in=channel)
    page = PageFactory.create(published=True)
    MenuItemFactory.create(menu=menu, parent=tops[0], collection=collection)
    MenuItemFactory.create(menu=menu, parent=tops[0], page=page, position=1)
    MenuItemFactory.create(menu=menu, parent=tops[1], category=shelves[5])
    MenuItemFactory.create(menu=menu, parent=tops[1], url="/contact", position=1)


def pictures(start: int) -> None:
    """Give each new product a picture with eight copies, and each variant stock."""
    now = timezone.now()
    products = list(Product.objects.order_by("id").values_list("pk", flat=True)[start:])
    media = Media.objects.bulk_create(
        (
            Media(
                product_id=key,
                image=f"products/{key}.webp",
                width=1200,
                height=1200,
                alts={"fr": "photo"},
                created_at=now,
            )
            for key in products
        ),
        batch_size=2000,
    )
    Thumbnail.objects.bulk_create(
        (
            Thumbnail(
                media=each, size=size, format=kind, file=f"thumbnails/{each.pk}-{size}.{kind}", width=size, height=size,
                state="done", due_at=now,
            )
            for each in media
            for size in (128, 256, 512, 1024)
            for kind in ("avif", "webp")
        ),
        batch_size=4000,
    )  # fmt: skip
    hub = Warehouse.objects.filter(is_online=True).first() or WarehouseFactory.create()
    variants = Variant.objects.filter(product_id__gte=products[0]).values_list("pk", flat=True)
    Stock.objects.bulk_create(
        (Stock(variant_id=key, warehouse=hub, quantity=1_000_000) for key in variants), batch_size=4000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Caller:
    """Calls a WSGI application as a server would."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def post(self, address: str, body: bytes) -> bytes:
        return self.ask("POST", address, body)

    def get(self, address: str) -> bytes:
        return self.ask("GET", address, b"")

    def ask(self, method: str, address: str, body: bytes) -> bytes:
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": address, "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
            "HTTP_ACCEPT": "application/json", "HTTP_ACCEPT_LANGUAGE": "fr", "HTTP_USER_AGENT": "benchmark",
            "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        statuses: list[str] = []

        def respond(status: str, _headers: object, _info: object = None, /) -> Callable[[bytes], object]:
            statuses.append(status)
            return lambda _part: None

        parts = self.application(environ, respond)
        answer = b"".join(parts)
        getattr(parts, "close", lambda: None)()
        if not statuses[0].startswith("200"):
            raise SystemExit(f"{statuses[0]}: {answer[:500]!r}")
        return answer


def backend_seconds() -> float:
    """Processor time of our connection's PostgreSQL process so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def counted(act: Callable[[], object]) -> int:
    """Count the statements of one call."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return len(seen)


def measured(act: Callable[[], object], times: int) -> tuple[float, float, int]:
    """Return milliseconds of the application and of the database for one call, and its statements."""
    for _n in range(5):
        act()
    statements = counted(act)
    best = (float("inf"), float("inf"))
    for _round in range(3):
        before, database = time.process_time(), backend_seconds()
        for _n in range(times):
            act()
        spent = (time.process_time() - before, backend_seconds() - database)
        best = min(best, spent)
    return best[0] / times * 1000, best[1] / times * 1000, statements


def question(caller: Caller, document: str, variables: dict[str, Any]) -> Callable[[], bytes]:
    body = json.dumps({"query": document, "variables": variables}).encode()
    if "errors" in json.loads(caller.post("/graphql/", body)):
        raise SystemExit(caller.post("/graphql/", body).decode()[:2000])
    return lambda: caller.post("/graphql/", body)


def buying(caller: Caller, channel: Channel) -> Callable[[], None]:
    """Return the nine mutations of a checkout of three lines."""
    variants = [
        global_id("ProductVariant", key)
        for key in Variant.objects.order_by("id").values_list("pk", flat=True)[:6:2]
    ]
    address = {"firstName": "Amina", "lastName": "Client", "streetAddress1": "12, rue X", "city": "Marrakech",
               "postalCode": "40000", "country": "MA", "phone": "0612345678"}  # fmt: skip
    checkout = "id: $id"
    deliveries = " deliveries { id shippingMethod { name price { amount } } } errors { code } "
    order = " order { id number status total { gross { amount } } lines { productName } } errors { code } "
    paid = " transaction { id } errors { field message code } "
    gateway = f'{checkout}, paymentGateway: {{ id: "marketplace.cash-on-delivery" }}'
    lines = [{"variantId": key, "quantity": 1} for key in variants]
    steps: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        ("checkoutCreate", "$input: CheckoutCreateInput!", "input: $input", CHECKOUT,
         {"input": {"channel": channel.slug, "lines": []}}),
        ("checkoutLinesAdd", "$id: ID!, $x: [CheckoutLineInput!]!", f"{checkout}, lines: $x", CHECKOUT, {"x": lines}),
        ("checkoutEmailUpdate", "$id: ID!, $x: String!", f"{checkout}, email: $x", CHECKOUT, {"x": "a@example.com"}),
        ("checkoutShippingAddressUpdate", "$id: ID!, $x: AddressInput!", f"{checkout}, shippingAddress: $x", CHECKOUT,
         {"x": address}),
        ("checkoutBillingAddressUpdate", "$id: ID!, $x: AddressInput!", f"{checkout}, billingAddress: $x", CHECKOUT,
         {"x": address}),
        ("deliveryOptionsCalculate", "$id: ID!", checkout, deliveries, {}),
        ("checkoutDeliveryMethodUpdate", "$id: ID!, $d: ID!", f"{checkout}, deliveryMethodId: $d", CHECKOUT, {}),
        ("transactionInitialize", "$id: ID!", gateway, paid, {}),
        ("checkoutComplete", "$id: ID!", checkout, order, {}),
    )  # fmt: skip
    documents = {
        name: f"mutation {name}({declared}) {{ {name}({passed}) {{ {wanted} }} }}"
        for name, declared, passed, wanted, _v in steps
    }

    def buy() -> None:
        known: dict[str, Any] = {}
        for name, _declared, _passed, _wanted, variables in steps:
            asked = {"query": documents[name], "variables": {**variables, **known}}
            told = json.loads(caller.post("/graphql/", json.dumps(asked).encode()))["data"][name]
            if told["errors"]:
                raise SystemExit(f"{name}: {told['errors']}")
            known.setdefault("id", (told.get("checkout") or {}).get("id"))
            if name == "deliveryOptionsCalculate":
                known["d"] = told["deliveries"][0]["id"]

    return buy


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--products", type=int, default=2000)
    arguments.add_argument("--times", type=int, default=100)
    given = arguments.parse_args()
    connection.settings_dict["CONN_MAX_AGE"] = None
    channel = prepare(given.products)
    slug = Product.objects.filter(slug__startswith="bench-").order_by("id").values_list("slug", flat=True)[5]
    shelf = Product.objects.get(slug=slug).category
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        bare = Caller()
        for_floor = {"channel": channel.pk, "category": None, "limit": 13}
        for_shelf = {**for_floor, "category": shelf.pk, "limit": 51}
        floors = {
            12: measured(lambda: bare.post("/floor", orjson.dumps(for_floor)), given.times),
            50: measured(lambda: bare.post("/floor", orjson.dumps(for_shelf)), given.times),
        }  # fmt: skip
    short_way = "marketplace.graphql.middleware.ApiMiddleware"
    with override_settings(MIDDLEWARE=[each for each in settings.MIDDLEWARE if each != short_way]):
        long_way = Caller()
    caller = Caller()
    known = {"channel": channel.slug}
    shop = [
        ("list of 12", question(caller, LIST, {"first": 12, **known}), 12),
        ("page of 50 of a category", question(caller, CATEGORY, {"slug": shelf.slug, **known}), 50),
        ("product details", question(caller, DETAILS, {"slug": slug, **known}), 12),
        ("search of 20", question(caller, SEARCH, known), 12),
        ("menu", question(caller, MENU, {"slug": "navbar", **known}), 12),
        ("categories", question(caller, CATEGORIES, {}), 12),
    ]
    cases = [
        ("small query, all middleware", question(long_way, SMALL, {}), 12),
        ("list of 12, all middleware", question(long_way, LIST, {"first": 12, **known}), 12),
        ("small query (shop name)", question(caller, SMALL, {}), 12),
        *shop,
    ]
    print(f"{Listing.objects.count()} listings; milliseconds of processor time per request")
    print(f"{'':32}{'application':>12}{'database':>10}{'sum':>8}{'ratio':>7}{'statements':>12}")
    for size, spent in floors.items():
        tell(f"floor: {size} by hand", spent, spent)
    with override_settings(ANSWER_CACHES=()):
        for name, act, size in cases:
            tell(name, measured(act, given.times), floors[size])
    with override_settings(ANSWER_CACHES=("answers",)):
        for name, act, size in shop:
            tell(f"{name}, kept", measured(act, given.times * 10), floors[size])
    tell(
        "checkout of nine mutations", measured(buying(caller, channel), max(given.times // 10, 5)), floors[12]
    )


def tell(name: str, spent: tuple[float, float, int], least: tuple[float, float, int]) -> None:
    """Print a line."""
    both = sum(spent[:2])
    print(f"{name:32}{spent[0]:12.2f}{spent[1]:10.2f}{both:8.2f}{both / sum(least[:2]):7.1f}{spent[2]:12}")


if __name__ == "__main__":
    main()
