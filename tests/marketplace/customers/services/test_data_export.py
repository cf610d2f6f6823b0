"""What is kept about a person, gathered for them and for nobody else."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import connections

from marketplace.accounts.models import Address
from marketplace.customers.models.data_export import DataExport
from marketplace.customers.selectors.own_data import export_of, exports_of, own_data
from marketplace.customers.services.cooperative_follow import cooperative_follow
from marketplace.customers.services.data_export import (
    data_export_ask,
    data_exports_forget,
    data_exports_make,
)
from marketplace.customers.services.stock_alert import stock_alert_ask
from marketplace.customers.services.wishlist_change import wishlist_add
from marketplace.customers.tasks import forget_data_exports, make_data_exports
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.notifications.models import Message
from tests.factories.customers import judged, received
from tests.factories.ground import NOON, AddressFactory, UserFactory
from tests.factories.orders import market


@pytest.fixture(autouse=True)
def _store(monkeypatch):
    field = DataExport._meta.get_field("file")
    monkeypatch.setattr(field, "storage", InMemoryStorage())


def person():
    return Actor(user_id=UserFactory.create(full_name="=Amina").pk)


def content(export):
    export.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(export.file.read()))
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


@pytest.mark.django_db
def test_the_archive_holds_all_of_ones_own_and_nothing_of_others():
    shop, actor = market(), person()
    mine, other = received(shop), received(shop, 1)
    mine.order.user_id = actor.user_id
    mine.order.save(update_fields=["user"])
    review = judged(mine, stars=4, text="Bon")
    review.user_id = actor.user_id
    review.save(update_fields=["user"])
    AddressFactory.create(user_id=actor.user_id)
    AddressFactory.create()
    variant = shop.variants[2]
    wishlist_add(actor=actor, product_id=variant.product_id, now=NOON)
    stock_alert_ask(actor=actor, variant_id=variant.pk, now=NOON)
    cooperative_follow(actor=actor, organisation_id=shop.sellers[0].pk, now=NOON)

    export = data_export_ask(actor=actor, now=NOON)
    assert data_exports_make(now=NOON) == 1

    found = content(export)
    data = json.loads(found["data.json"])
    assert {name: len(rows) for name, rows in data.items()} == {
        "profile": 1, "addresses": 1, "orders": 1, "order_lines": 1, "reviews": 1, "wishes": 1, "stock_alerts": 1,
        "followed": 1, "messages": 0, "passkeys": 0, "regular_baskets": 0,
    }  # fmt: skip
    # Everything that a person can write of an address is given to them
    unwritten = {"id", "user", "is_default", "is_default_billing", "metadata", "private_metadata"}
    written = {field.name for field in Address._meta.concrete_fields} - unwritten
    assert set(data["addresses"][0]) == written
    assert data["orders"][0]["number"] == mine.order.number
    assert str(other.order.number) not in found["orders.csv"]
    assert mine.order.access_token not in "".join(found.values())
    assert "'=Amina" in found["profile.csv"]


@pytest.mark.django_db
def test_the_person_is_told_once_it_is_ready():
    actor = person()
    data_export_ask(actor=actor, now=NOON)

    made = [data_exports_make(now=NOON) for _ in range(2)]

    assert made == [1, 0]
    inbox = Message.objects.get(template="data_export_ready", channel="inbox")
    assert inbox.to == f"user:{actor.user_id}"
    assert inbox.context["url"].endswith("/fr/account/data/")


@pytest.mark.django_db
def test_asking_again_returns_the_one_that_is_due_or_fresh():
    actor = person()
    first = data_export_ask(actor=actor, now=NOON)
    due = data_export_ask(actor=actor, now=NOON + timedelta(days=3))
    data_exports_make(now=NOON)
    fresh = data_export_ask(actor=actor, now=NOON + timedelta(hours=23))
    later = data_export_ask(actor=actor, now=NOON + timedelta(days=2))

    assert first.pk == due.pk == fresh.pk != later.pk
    assert [row.pk for row in exports_of(actor)] == [later.pk, first.pk]


@pytest.mark.django_db
def test_only_the_person_reads_it_and_only_once_it_is_made():
    actor, other = person(), person()
    export = data_export_ask(actor=actor, now=NOON)

    with pytest.raises(NotFound):
        export_of(actor=actor, export_id=export.pk)
    data_exports_make(now=NOON)

    assert export_of(actor=actor, export_id=export.pk) == export
    for stranger in (other, Actor.anonymous()):
        with pytest.raises(NotFound):
            export_of(actor=stranger, export_id=export.pk)


@pytest.mark.django_db
def test_visitors_have_no_data():
    with pytest.raises(NotAllowed):
        data_export_ask(actor=Actor.anonymous(), now=NOON)
    with pytest.raises(NotFound):
        own_data(Actor.anonymous())


@pytest.mark.django_db
def test_an_archive_is_forgotten_after_a_week_file_and_row():
    export = data_export_ask(actor=person(), now=NOON)
    data_exports_make(now=NOON)
    export.refresh_from_db()
    storage, name = export.file.storage, str(export.file.name)

    before = data_exports_forget(now=NOON + timedelta(days=7))
    kept = storage.exists(name)
    after = data_exports_forget(now=NOON + timedelta(days=7, seconds=1))

    assert (before, kept, after, storage.exists(name)) == (0, True, 1, False)
    assert not DataExport.objects.exists()


@pytest.mark.django_db
def test_the_number_of_questions_does_not_depend_on_how_much_there_is(django_assert_num_queries):
    shop, actor = market(), person()
    for _ in range(3):
        line = received(shop)
        line.order.user_id = actor.user_id
        line.order.save(update_fields=["user"])

    with django_assert_num_queries(11):
        own_data(actor)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_no_archive_twice():
    for _ in range(4):
        data_export_ask(actor=person(), now=NOON)

    def work(_turn):
        try:
            return make_data_exports()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=3) as pool:
        made = sum(pool.map(work, range(3)))

    assert made == 4
    assert forget_data_exports() == 0
