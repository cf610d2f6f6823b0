"""Visitors' answers are kept, and a change of anything that they show is seen in the next request."""

import io
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.models.certificate import Certificate
from catalog.models.menu import Menu
from catalog.models.order_cycle import OrderCycle
from catalog.models.page import Page
from catalog.services.certificate_verify import certificate_verify
from catalog.services.media_add import media_add
from catalog.services.price_set import price_set
from catalog.services.product_changes import ProductChanges
from catalog.services.product_pause import product_pause
from catalog.services.product_update import product_update
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_update import variant_update
from catalog.states import CertificateState
from logistics.services.stock_reserve import stock_reserve
from marketplace.cooperatives.services.organisation_update import ProfileChanges, organisation_update
from marketplace.graphql.answers.tables import WATCHED
from marketplace.graphql.answers.versions import versions_now
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.kernel.rich_text import document_of
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    CategoryFactory,
    CertificateFactory,
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
    ProductFactory,
)
from tests.factories.ground import NOON, ChannelFactory, UserFactory, member_actor
from tests.factories.logistics import released_lot

pytestmark = pytest.mark.django_db
STAFF = Actor(user_id=1, permissions=frozenset(Permission))
SHOWN = """{ products(first: 5, channel: "default-channel") { totalCount edges { node {
    name description slug metafields seoTitle certificates { scheme } isAvailable
    category { name } productType { name } cooperative { name story }
    collections { name } media { alt } thumbnail { alt }
    pricing { priceRange { start { gross { amount } } } }
    variants { name quantityAvailable } attributes { attribute { name } values { name } } } } }
  menu(slug: "navbar", channel: "default-channel") { items { name } }
  page(slug: "about") { title content }
  categories(first: 5) { edges { node { name } } } }"""


class Asking:
    """Asks as visitors do, and counts what it costs."""

    def __init__(self, query: str = SHOWN) -> None:
        self.body = json.dumps({"query": query}).encode()

    def __call__(self, client: Client | None = None, **headers: Any) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as statements:
            response = (client or Client()).post(
                "/graphql/", self.body, content_type="application/json", headers=headers
            )
        return response.json(), len(statements)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def shop() -> Any:
    """A product that shows everything, in stock."""
    channel = ChannelFactory.create()
    product = ProductFactory.create(listed=True, names={"fr": "Miel", "ar": "عسل"})
    variant = product.variants.get()
    released_lot(variant, 10)
    CollectionFactory.create(published_in=channel, products=[product])
    MenuItemFactory.create(menu=MenuFactory.create(slug="navbar"))
    PageFactory.create(slug="about", published=True)
    return product


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "brown").save(out, "PNG")
    return out.getvalue()


def sql(statement: str) -> Callable[[Any], Any]:
    def change(_product: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return change


CHANGES: list[tuple[str, Callable[[Any], Any]]] = [
    ("a name", lambda p: product_update(
        actor=STAFF, product_id=p.pk, changes=ProductChanges(names={"fr": "Autre"}), now=NOON)),
    ("a text", lambda p: product_update(
        actor=STAFF, product_id=p.pk, changes=ProductChanges(descriptions={"fr": "Doux"}), now=NOON)),
    ("a price", lambda p: price_set(
        actor=STAFF, variant_id=p.variants.get().pk, channel_id=p.listings.get().channel_id,
        amount=Money(9900, "MAD"), now=NOON)),
    ("a size", lambda p: variant_update(
        actor=STAFF, variant_id=p.variants.get().pk, changes=VariantChanges(names={"fr": "1 kg"}), now=NOON)),
    ("stock that is promised", lambda p: stock_reserve(
        key_quantities={"checkout-line:x": (p.variants.get().pk, 3)}, expires_at=None, now=NOON)),
    ("a product that leaves the shelves", lambda p: product_pause(actor=STAFF, product_id=p.pk, now=NOON)),
    ("a new product", lambda _p: ProductFactory.create(listed=True)),
    ("a picture", lambda p: media_add(
        actor=STAFF, product_id=p.pk, content=png(), alts={"fr": "Un pot"}, now=NOON)),
    ("the name of the seller", lambda p: organisation_update(
        actor=member_actor(p.organisation), organisation_id=p.organisation_id,
        changes=ProfileChanges(names={"fr": "Coopérative nouvelle"}))),
    ("a category", lambda p: type(p.category).objects.filter(pk=p.category_id).update(names={"fr": "Rayon"})),
    ("a family", sql("""UPDATE catalog_producttype SET names = '{"fr": "Famille"}'""")),
    ("a collection", sql("""UPDATE catalog_collection SET names = '{"fr": "Nouvelle"}'""")),
    ("a collection that is hidden", sql("UPDATE catalog_collectionlisting SET is_published = FALSE")),
    ("a collection's products", sql("DELETE FROM catalog_collectionproduct")),
    ("a menu", lambda _p: MenuItemFactory.create(menu=Menu.objects.get(slug="navbar"))),
    ("a page", lambda _p: Page.objects.update(documents={"fr": document_of("Neuf")})),
    ("metadata", sql("""UPDATE catalog_product SET metadata = '{"a": "1"}'""")),
    ("a table that is emptied", sql("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE catalog_collectionproduct")),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "change"), CHANGES, ids=[case for case, _change in CHANGES])
def test_a_change_is_seen_in_the_next_request(_case: str, change: Any, shop: Any) -> None:
    ask = Asking()
    before, first = ask()
    again, second = ask()
    assert "errors" not in before
    assert (again, second) == (before, 1)
    assert first > 1

    change(shop)
    after, third = ask()

    assert after != before
    assert third > 1
    assert ask() == (after, 1)


def test_a_certificate_is_seen_once_it_is_verified(shop: Any) -> None:
    row: Certificate = CertificateFactory.create(
        organisation=shop.organisation, state=CertificateState.SUBMITTED
    )
    ask = Asking()
    assert ask()[0]["data"]["products"]["edges"][0]["node"]["certificates"] == []

    certificate_verify(actor=Actor.of_machine("test"), certificate_id=row.pk, is_accepted=True, now=NOON)

    assert ask()[0]["data"]["products"]["edges"][0]["node"]["certificates"] == [{"scheme": "IGP"}]


def test_an_attribute_and_its_values_are_seen(shop: Any) -> None:
    ask = Asking()
    attribute = AttributeFactory.create()
    value = AttributeValueFactory.create(attribute=attribute)
    shop.product_type.attribute_places.create(attribute=attribute)
    ask()

    shop.assigned_values.create(value=value)

    (told,) = ask()[0]["data"]["products"]["edges"][0]["node"]["attributes"]
    assert told == {"attribute": {"name": attribute.slug}, "values": [{"name": value.slug}]}


def test_what_is_rolled_back_raises_no_version(shop: Any) -> None:
    ask = Asking()
    before = versions_now()
    ask()

    with transaction.atomic():
        CategoryFactory.create(slug="gone")
        assert versions_now() != before
        transaction.set_rollback(True)

    assert versions_now() == before
    assert ask()[1] == 1


def test_stock_that_moves_leaves_menus_and_categories_kept(shop: Any) -> None:
    ask = Asking('{ menu(slug: "navbar") { items { name } } categories(first: 5) { totalCount } }')
    ask()

    stock_reserve(key_quantities={"checkout-line:x": (shop.variants.get().pk, 1)}, expires_at=None, now=NOON)
    assert ask()[1] == 1
    MenuItemFactory.create(menu=Menu.objects.get(slug="navbar"))

    assert ask()[1] > 1


NOBODYS = "Q2hlY2tvdXQ6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"
PRIVATE = [
    "{ products(first: 1) { totalCount } orders(first: 1) { totalCount } }",
    f'{{ products(first: 1) {{ totalCount }} checkout(id: "{NOBODYS}") {{ id }} }}',
    'mutation { tokenVerify(token: "x") { isValid } }',
]


@pytest.mark.parametrize("query", PRIVATE)
def test_what_is_not_of_the_catalogue_is_not_kept(query: str, shop: Any) -> None:
    ask = Asking(query)
    statements = ask()[1]

    assert ask()[1] == statements


def test_whoever_is_named_gets_no_kept_answer(shop: Any) -> None:
    ask = Asking()
    kept = ask()[0]
    user = UserFactory.create()
    signed_in = Client()
    signed_in.force_login(user)
    own = {"origin": "http://testserver"}

    assert ask(authorization="Bearer x")[1] > 1
    assert ask(None, **{"authorization-bearer": "x"})[1] > 1
    assert ask(signed_in, **own)[1] > 1
    # A session that another site's page sends along speaks for nobody.
    assert ask(signed_in, origin="https://other.example") == (kept, 1)


def test_a_page_that_appears_at_a_moment_is_seen_then() -> None:
    ChannelFactory.create()
    PageFactory.create(slug="about", is_published=True, published_at=NOON + timedelta(minutes=3))
    ask = Asking('{ page(slug: "about") { slug } }')
    assert ask()[0]["data"]["page"] is None

    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        assert ask()[1] == 1
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        assert ask()[0]["data"]["page"] == {"slug": "about"}


def test_goods_sold_in_rounds_are_for_sale_from_minute_to_minute(shop: Any) -> None:
    OrderCycle.objects.create(
        organisation=shop.organisation,
        opens_at=NOON + timedelta(minutes=2),
        closes_at=NOON + timedelta(minutes=5),
        ready_date=(NOON + timedelta(days=3)).date(),
        set_at=NOON,
    )
    ask = Asking(
        '{ products(first: 1, channel: "default-channel") { edges { node { isAvailableForPurchase isAvailable } } } }'
    )

    def sold_at(minutes: int) -> bool:
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            found: bool = ask()[0]["data"]["products"]["edges"][0]["node"]["isAvailable"]
            return found

    assert [sold_at(minute) for minute in (0, 1, 2, 4, 5)] == [False, False, True, True, False]


def test_an_answer_is_trusted_for_ten_minutes_and_for_a_day_at_most(shop: Any) -> None:
    ask = Asking()
    ask()

    with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
        assert ask()[1] == 1
    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        assert ask()[1] > 1
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert ask()[1] > 1


def test_languages_and_ways_of_asking_are_kept_apart(shop: Any) -> None:
    query = '{ channel(slug: "default-channel") { countries { country } } }'
    ask = Asking(query)
    ask(None, **{"accept-language": "fr"})

    assert ask(None, **{"accept-language": "ar"})[1] > 1
    assert ask(None, **{"accept-language": "fr"})[1] == 1
    with CaptureQueriesContext(connection) as statements:
        got = [Client().get("/graphql/", {"query": query}).json() for _ in range(2)]
    assert got[0] == got[1]
    assert len(statements) == (1 + 2) + 1


def test_without_its_caches_the_api_answers_all_the_same(shop: Any, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }
    settings.ANSWER_CACHES = ("default",)
    assert isinstance(caches["default"], RedisCache)
    ask = Asking()

    first, second = ask(), ask()

    assert first == second
    assert first[1] > 1


def test_what_another_process_kept_is_used(shop: Any) -> None:
    ask = Asking()
    kept = ask()[0]
    caches["answers"].clear()

    assert ask() == (kept, 1)
    caches["default"].clear()
    assert ask() == (kept, 1)


def test_every_table_that_answers_may_show_is_watched_for_its_topic() -> None:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT c.relname, encode(t.tgargs, 'escape') FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'graphql_api_watches'""")
        found = {table: topic.removesuffix("\\000") for table, topic in cursor.fetchall()}

    assert found == dict(WATCHED)


@pytest.mark.django_db(transaction=True)
def test_two_who_change_something_at_once_do_not_wait_for_each_other() -> None:
    inside, done = threading.Barrier(2, timeout=10), threading.Barrier(2, timeout=10)
    before = versions_now()

    def change(slug: str) -> None:
        try:
            with transaction.atomic():
                CategoryFactory.create(slug=slug)
                inside.wait()  # both hold what they raised
                done.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(slug,)) for slug in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert not inside.broken
    assert versions_now() != before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(number) FROM graphql_api_answerversion WHERE topic = 'content'")
        rows, least = cursor.fetchone()
    assert (rows >= 2, least >= 1) == (True, True)


def test_the_settings_keep_answers_near_and_shared() -> None:
    assert settings.ANSWER_CACHES == ("answers", "default")
