"""What the hub's work costs cooperatives, in the books: test that ..."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from logistics.models.processing import ProcessingRun
from logistics.models.tariff import HubCharge, HubTariff
from logistics.selectors.tariffs import charges_of, quote_for, tariffs_on
from logistics.services.hub_charge import storage_charge
from logistics.services.processing_run import Run, processing_run
from logistics.states import HubService
from logistics.tasks import charge_storage
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, postings_of
from marketplace.payouts.explanations import explain
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, CommissionTermFactory, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    quarantined_lot,
    received_goods,
    released_lot,
)
from tests.logistics.racing import errors, race
from tests.logistics.services.test_processing_run import recipe_of


def priced(service: HubService = HubService.RECEIVE, **values: Any) -> HubTariff:
    """Half a dirham for each kilogram since the beginning of the year."""
    row: HubTariff = HubTariff.objects.create(
        **{
            "warehouse": WarehouseFactory.create(),
            "service": service,
            "price_minor": 50,
            "per_g": 1_000,
            "from_date": date(2026, 1, 1),
            **values,
        }
    )
    return row


def owed(organisation_id: int) -> Money:
    """What stands on a cooperative's payable account: negative is what it owes."""
    return -balance(chart.payable_available(organisation_id))


@pytest.mark.django_db
def test_what_is_taken_in_is_charged_by_weight_once_and_explained_to_its_cooperative() -> None:
    priced()
    variant = VariantFactory.create(weight_g=500)
    owner = variant.product.organisation_id

    received_goods(variant, counted=24)

    charge = HubCharge.objects.get()
    assert (charge.grams, charge.amount, owed(owner)) == (12_000, Money(600), Money(-600))
    assert -balance(chart.hub_fees()) == Money(600)
    row = postings_of(chart.payable_available(owner))[0]
    why = explain(row.facts, -row.amount)
    for language, word in (("fr", "6"), ("ar", "استلام"), ("en", "12 kg")):
        assert word in " ".join(why.texts(language))


@pytest.mark.django_db
def test_a_hub_without_a_price_charges_nothing_and_never_its_own_goods() -> None:
    received_goods(VariantFactory.create(), name="free")
    priced()
    received_goods(
        VariantFactory.create(product__organisation=WarehouseFactory.create().organisation), name="own"
    )

    assert HubCharge.objects.count() == 0


@pytest.mark.django_db
def test_the_price_of_the_day_counts() -> None:
    priced(price_minor=10, from_date=date(2020, 1, 1))
    newer = priced(price_minor=20, from_date=TODAY)
    priced(price_minor=90, from_date=TODAY + timedelta(days=1))

    assert tariffs_on(newer.warehouse_id, TODAY) == {HubService.RECEIVE: newer}
    received_goods(VariantFactory.create(weight_g=1_000), counted=24)
    assert HubCharge.objects.get().amount == Money(480)


@pytest.mark.django_db
def test_processing_is_charged_at_what_it_cost_by_the_weight_that_each_owner_brought() -> None:
    first, second = VariantFactory.create(), VariantFactory.create()
    recipe = recipe_of(first, second)
    lots = [released_lot(first, 10), released_lot(second, 10)]

    processing_run(
        actor=MACHINE,
        recipe_id=recipe.pk,
        warehouse_id=lots[0].warehouse_id,
        run=Run(uses={lots[0].pk: 2, lots[1].pk: 1}, output_units=6, labour=Money(1_000)),
        key="k",
        now=NOON,
    )

    run = ProcessingRun.objects.get()
    shares = dict(run.shares.values_list("organisation", "cost_minor"))
    assert sum(shares.values()) == run.cost_minor == 1_000 + 6 * 150
    assert {owner: -owed(owner).minor for owner in shares} == shares
    assert -balance(chart.hub_fees()) == Money(run.cost_minor)


@pytest.mark.django_db
def test_storage_is_charged_for_what_stood_at_the_end_of_each_day_once() -> None:
    priced(HubService.STORE, price_minor=200, per_g=100_000)
    variant = VariantFactory.create(weight_g=1_000)
    lot = quarantined_lot(variant, 500, now=NOON - timedelta(days=3))
    quarantined_lot(VariantFactory.create(weight_g=1_000), 100, now=NOON + timedelta(days=1))
    warehouse, day = lot.warehouse, TODAY - timedelta(days=1)

    for _time in range(2):
        storage_charge(warehouse=warehouse, day=day, now=NOON)
    storage_charge(warehouse=warehouse, day=day - timedelta(days=9), now=NOON)

    charges = HubCharge.objects.values_list("organisation", "grams", "amount_minor")
    assert list(charges) == [(lot.organisation_id, 500_000, 1_000)]
    assert owed(lot.organisation_id) == Money(-1_000)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_that_charge_the_same_day_charge_it_once() -> None:
    priced(HubService.STORE)
    lot = quarantined_lot(quantity=50)

    results = race(*[partial(storage_charge, warehouse=lot.warehouse, day=TODAY, now=NOON)] * 3)

    assert (errors(results), HubCharge.objects.count()) == ([], 1)


@pytest.mark.django_db
def test_the_nightly_task_makes_up_for_missed_nights() -> None:
    priced(HubService.STORE, from_date=date(2020, 1, 1))
    quarantined_lot(quantity=5, now=NOON - timedelta(days=900))

    assert (charge_storage(), charge_storage()) == (7, 0)


@pytest.mark.django_db
def test_the_quote_before_booking_is_what_is_charged_afterwards() -> None:
    CommissionTermFactory.create()
    tariff = priced()
    variant = VariantFactory.create(weight_g=730)
    owner = variant.product.organisation
    quote = quote_for(warehouse_id=tariff.warehouse_id, organisation_id=owner.pk, grams=24 * 730, on=TODAY)

    received_goods(variant, counted=24)

    assert (quote.receive, quote.store_day, quote.pack) == (
        HubCharge.objects.get().amount,
        Money(0),
        Money(500),
    )
    page = charges_of(actor=member_actor(owner), organisation_id=owner.pk, first=1)
    assert [row.amount for row in page.items] == [quote.receive]
    assert charges_of(actor=MACHINE, organisation_id=owner.pk, after=page.cursor).items == ()
    with pytest.raises(NotAllowed):
        charges_of(actor=member_actor(OrganisationFactory.create(active=True)), organisation_id=owner.pk)


@pytest.mark.django_db
def test_the_database_charges_a_piece_of_work_once() -> None:
    priced()
    received_goods(VariantFactory.create())
    charge = HubCharge.objects.get()
    charge.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        charge.save(force_insert=True)
