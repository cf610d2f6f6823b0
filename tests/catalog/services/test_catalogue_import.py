from decimal import Decimal

import pytest
from django.db import transaction

from catalog.models.catalogue_import import CatalogueImport
from catalog.models.product import Product, Variant
from catalog.selectors.catalogue_imports import catalogue_rows, error_rows, import_seen, imports_of
from catalog.services.catalogue_import import (
    catalogue_import_discard,
    catalogue_import_run,
    catalogue_import_upload,
)
from catalog.services.catalogue_import_work import catalogue_import_work
from catalog.sheets.columns import COLUMNS
from catalog.sheets.writing import csv_lines, xlsx_of
from catalog.states import ImportState, ProductState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory, ProductTypeFactory, VariantFactory
from tests.factories.ground import NOON, ChannelFactory, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db
HEAD = "sku;product;family;name_fr;net_quantity;unit;weight_g;price\n"
NEW = ";;honey;Miel de thym;500;g;600;45,50\n"


@pytest.fixture
def world(channel):
    seller = OrganisationFactory.create(active=True)
    ProductTypeFactory.create(key="honey")
    ProductFactory.create()  # there is a shelf
    return seller, member_actor(seller)


def _sent(world, text, **options):
    seller, actor = world
    content = text if isinstance(text, bytes) else text.encode()
    return catalogue_import_upload(
        actor=options.get("actor", actor),
        organisation_id=seller.pk,
        file_name="mes produits.csv",
        content=content,
        language="fr",
        now=NOON,
    )


def _worked(table):
    while catalogue_import_work(now=NOON, batch=2):
        pass
    table.refresh_from_db()
    return [(row.number, row.verdict, row.reasons) for row in table.rows.order_by("number")]


def test_a_table_is_tried_without_a_trace_and_run_when_wanted(world):
    seller, actor = world
    before = (Product.objects.count(), Variant.objects.count())
    table = _sent(
        world,
        HEAD + NEW + ";;honey;;500;g;600;45\n" + ";;nothing;X;1;kg;1100;10\n" + ";;honey;Y;zero;kg;1100;10\n",
    )

    rows = _worked(table)

    assert table.state == ImportState.CHECKED
    assert [verdict for _n, verdict, _r in rows] == ["create", "refused", "refused", "refused"]
    assert [list(reasons) for _n, _v, reasons in rows] == [[], ["name_fr"], ["family"], ["net_quantity"]]
    assert rows[1][2]["name_fr"] == "Écrivez le nom en arabe ou en français."
    assert (Product.objects.count(), Variant.objects.count()) == before
    catalogue_import_run(actor=actor, import_id=table.pk, takes_resembling=False)
    _worked(table)
    assert table.state == ImportState.DONE
    made = Product.objects.get(organisation=seller)
    assert (made.names["fr"], made.state, made.province) == (
        "Miel de thym",
        ProductState.DRAFT,
        seller.province,
    )
    variant = made.variants.get()
    assert (variant.net_quantity, variant.prices.get().amount_minor) == (Decimal(500), 4550)
    _table, counts, worked = import_seen(actor=actor, import_id=table.pk)
    assert (counts, worked) == ({"create": 1, "refused": 3}, 1)
    errors = list(error_rows(table))
    assert [row[0] for row in errors] == [3, 4, 5]
    assert str(errors[2][1]).startswith("net_quantity: ")


def test_what_is_there_is_changed_kept_or_doubted(world):
    seller, actor = world
    known = ProductFactory.create(
        organisation=seller,
        names={"fr": "Miel de thym", "ar": "عسل الزعتر"},
        product_type=ProductTypeFactory.create(key="honey"),
    )
    same = VariantFactory.create(product=known)
    sold = ProductFactory.create(organisation=seller, listed=True, names={"fr": "Amlou"})
    strange = VariantFactory.create()
    rows = [
        f"{same.sku};;;Miel de thym;500;g;560;\n",
        f"{same.sku};;;;;;;12\n",
        f"{sold.variants.get().sku};;;Amlou doux;;;;\n",
        f"{sold.variants.get().sku};;;;;;;99\n",
        ";;honey;Miel du thym;0,5;kg;600;45\n",
        f";{known.slug};;;250;g;300;25\n",
        f"{strange.sku};;;;;;;1\n",
        f";{strange.product.slug};;;250;g;300;25\n",
        NEW.replace("thym", "romarin"),
        NEW.replace("thym", "Romarin"),
    ]
    table = _sent(world, HEAD + "".join(rows))

    verdicts = _worked(table)

    assert [verdict for _n, verdict, _r in verdicts] == [
        "same", "refused", "refused", "refused", "resembles", "create", "refused", "refused", "create", "resembles",
    ]  # fmt: skip
    assert "Miel de thym" in verdicts[4][2][""]
    assert [list(reasons) for _n, _v, reasons in verdicts[6:8]] == [["sku"], ["product"]]
    catalogue_import_run(actor=actor, import_id=table.pk, takes_resembling=True)
    _worked(table)
    assert Product.objects.filter(organisation=seller).count() == 5
    assert known.variants.count() == 2
    known.refresh_from_db()
    assert known.names["ar"] == "عسل الزعتر"
    strange.refresh_from_db()
    assert strange.product.organisation_id != seller.pk


def test_a_worker_that_dies_is_followed_by_the_next_which_does_nothing_twice(world):
    seller, actor = world
    names = ["Figue", "Grenade", "Olive", "Safran", "Cumin"]
    table = _sent(world, HEAD + "".join(NEW.replace("Miel de thym", name) for name in names))
    _worked(table)
    catalogue_import_run(actor=actor, import_id=table.pk, takes_resembling=False)
    assert catalogue_import_work(now=NOON, batch=2) == 2
    with pytest.raises(RuntimeError), transaction.atomic():
        catalogue_import_work(now=NOON, batch=2)
        raise RuntimeError("killed")
    assert Product.objects.filter(organisation=seller).count() == 2

    _worked(table)

    assert Product.objects.filter(organisation=seller).count() == 5
    assert table.state == ImportState.DONE


def test_only_one_table_is_worked_on_at_a_time_and_one_can_be_given_up(world):
    _seller, actor = world
    table = _sent(world, HEAD + NEW)
    with pytest.raises(Conflict):
        _sent(world, HEAD + NEW)
    assert CatalogueImport.objects.count() == 1
    with pytest.raises(IllegalMove):
        catalogue_import_run(actor=actor, import_id=table.pk, takes_resembling=False)
    catalogue_import_discard(actor=actor, import_id=table.pk, now=NOON)
    assert catalogue_import_work(now=NOON) == 0
    with pytest.raises(IllegalMove):
        catalogue_import_run(actor=actor, import_id=table.pk, takes_resembling=False)
    refused = _sent(world, HEAD + ";;honey;X;1;kg;0;10\n")
    _worked(refused)
    with pytest.raises(InvalidInput):
        catalogue_import_run(actor=actor, import_id=refused.pk, takes_resembling=True)
    assert [row.pk for row in imports_of(actor=actor, organisation_id=_seller.pk)] == [refused.pk, table.pk]


def test_strangers_send_see_and_run_nothing(world):
    seller, _own = world
    stranger = member_actor(OrganisationFactory.create(active=True))
    with pytest.raises(NotFound):
        _sent(world, HEAD + NEW, actor=stranger)
    producer = member_actor(seller, "production")
    with pytest.raises(NotAllowed):
        _sent(world, HEAD + NEW, actor=producer)
    # Lent roles may have ended when the rows are worked on
    lent = Actor(user_id=stranger.user_id, roles={seller.pk: frozenset({"president"})})
    with pytest.raises(NotAllowed):
        _sent(world, HEAD + NEW, actor=lent)
    table = _sent(world, HEAD + NEW)
    for call in (
        lambda: import_seen(actor=stranger, import_id=table.pk),
        lambda: catalogue_import_discard(actor=stranger, import_id=table.pk, now=NOON),
        lambda: catalogue_import_run(actor=stranger, import_id=table.pk, takes_resembling=False),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotAllowed):
        catalogue_import_discard(actor=producer, import_id=table.pk, now=NOON)
    with pytest.raises(NotAllowed):
        imports_of(actor=stranger, organisation_id=seller.pk)
    with pytest.raises(NotAllowed):
        catalogue_rows(actor=stranger, organisation_id=seller.pk, channel=ChannelFactory.create())
    assert _worked(table)[0][1] == "create"


def test_what_was_exported_comes_back_unchanged_in_both_forms(world, channel):
    seller, actor = world
    ProductFactory.create(
        organisation=seller,
        listed=True,
        names={"fr": "=1+1 Amlou", "ar": "أملو"},
        descriptions={"fr": 'Un, deux; "trois"\nquatre'},
        allergens=["nuts"],
        season_months=[9, 10],
    )
    rows = list(catalogue_rows(actor=actor, organisation_id=seller.pk, channel=channel))
    for content in ("".join(csv_lines(list(COLUMNS), rows)).encode(), xlsx_of(list(COLUMNS), rows)):
        assert b"=1+1" not in content.replace(b"'=1+1", b"")
        table = _sent(world, content)
        assert [verdict for _n, verdict, _r in _worked(table)] == ["same"]


def test_the_staff_for_products_may_bring_a_table_for_a_cooperative(world):
    table = _sent(world, HEAD + NEW, actor=staff_actor(Permission.MANAGE_PRODUCTS))

    assert _worked(table)[0][1] == "create"
