"""Taxes through the API: test that ..."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.tax import TaxAssignment, TaxClass, TaxClassRate, TaxTreatment
from catalog.models.taxonomy import ProductType
from catalog.selectors.offers import offers
from catalog.services.reference_load import reference_load
from catalog.services.tax_class_assign import family_tax_class_assign, product_tax_class_assign
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from tests.factories.catalog import ProductFactory, TaxTreatmentFactory
from tests.factories.ground import NOON, ChannelFactory, staff_actor
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

CLASS = "taxClass { id name countries { country { code } rate taxClass { name } } } errors { field code }"
CREATE = f"mutation ($input: TaxClassCreateInput!) {{ taxClassCreate(input: $input) {{ {CLASS} }} }}"
UPDATE = f"""
mutation ($id: ID!, $input: TaxClassUpdateInput!) {{ taxClassUpdate(id: $id, input: $input) {{ {CLASS} }} }}
"""
DELETE = f"mutation ($id: ID!) {{ taxClassDelete(id: $id) {{ {CLASS} }} }}"
COUNTRY = """
mutation ($country: CountryCode!, $rates: [TaxClassRateInput!]!) {
  taxCountryConfigurationUpdate(countryCode: $country, updateTaxClassRates: $rates) {
    taxCountryConfiguration { country { code } taxClassCountryRates { rate taxClass { name } } }
    errors { field code } } }
"""
CHANNEL = """
mutation ($id: ID!, $input: TaxConfigurationUpdateInput!) { taxConfigurationUpdate(id: $id, input: $input) {
  taxConfiguration { chargeTaxes taxCalculationStrategy displayGrossPrices pricesEnteredWithTax taxAppId
    useWeightedTaxForShipping channel { slug }
    countries { country { code } chargeTaxes displayGrossPrices taxCalculationStrategy } }
  errors { field code } } }
"""


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_TAXES)


def created(staff: Actor, **changes: Any) -> Any:
    given = {"name": "Livres", "createCountryRates": [{"countryCode": "MA", "rate": 7}], **changes}
    return data_of(CREATE, {"input": given}, actor=staff)["taxClassCreate"]


def updated(staff: Actor, class_id: str, **changes: Any) -> Any:
    return data_of(UPDATE, {"id": class_id, "input": changes}, actor=staff)["taxClassUpdate"]


def country_of(staff: Actor, country: str, *rates: dict[str, Any]) -> Any:
    return data_of(COUNTRY, {"country": country, "rates": list(rates)}, actor=staff)[
        "taxCountryConfigurationUpdate"
    ]


def configured(staff: Actor, channel: Channel, **changes: Any) -> Any:
    given = {"id": global_id("TaxConfiguration", channel.pk), "input": changes}
    return data_of(CHANNEL, given, actor=staff)["taxConfigurationUpdate"]


def test_a_class_has_a_treatment_at_home_and_plain_rates_elsewhere(staff: Actor) -> None:
    rates = [{"countryCode": "MA", "rate": 7}, {"countryCode": "FR", "rate": 5.5}]

    told = created(staff, createCountryRates=rates)

    row = TaxClass.objects.get()
    treatment = TaxTreatment.objects.get()
    assert told["errors"] == []
    assert told["taxClass"] == {
        "id": global_id("TaxClass", row.pk),
        "name": "Livres",
        "countries": [
            {"country": {"code": "MA"}, "rate": 7.0, "taxClass": {"name": "Livres"}},
            {"country": {"code": "FR"}, "rate": 5.5, "taxClass": {"name": "Livres"}},
        ],
    }
    assert (treatment.code, treatment.rate, treatment.from_date) == (row.code, Decimal("0.07"), NOON.date())
    assert treatment.mentions["fr"] == "TVA 7 %"


@pytest.mark.parametrize(
    ("_case", "changes", "field", "code"),
    [
        ("no name", {"name": ""}, "name", "INVALID"),
        ("less than nothing", {"createCountryRates": [{"countryCode": "FR", "rate": -1}]}, "rate", "INVALID"),
        ("a tax above the price", {"createCountryRates": [{"countryCode": "MA", "rate": 100}]}, "rate", "INVALID"),
    ],
)  # fmt: skip
def test_a_class_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], field: str, code: str
) -> None:
    told = created(staff, **changes)

    assert (told["taxClass"], told["errors"]) == (None, [{"field": field, "code": code}])
    assert not TaxClass.objects.exists() or not TaxClassRate.objects.exists()


def test_a_new_rate_at_home_holds_from_its_day_and_leaves_the_past_alone(staff: Actor) -> None:
    told = created(staff)["taxClass"]
    TaxTreatment.objects.update(from_date=NOON.date() - timedelta(days=30))

    updated(staff, told["id"], updateCountryRates=[{"countryCode": "MA", "rate": 8}], name="Revues")
    same = updated(staff, told["id"], updateCountryRates=[{"countryCode": "MA", "rate": 8}])["taxClass"]

    assert same["name"] == "Revues"
    assert [each["rate"] for each in same["countries"]] == [8.0]
    rates = TaxTreatment.objects.order_by("from_date").values_list("rate", flat=True)
    assert list(rates) == [Decimal("0.07"), Decimal("0.08")]


def test_rates_are_taken_back(staff: Actor) -> None:
    rates = [
        {"countryCode": "MA", "rate": 7},
        {"countryCode": "FR", "rate": 5.5},
        {"countryCode": "ES", "rate": 4},
    ]
    told = created(staff, createCountryRates=rates)["taxClass"]

    left = updated(
        staff,
        told["id"],
        removeCountryRates=["MA", "FR"],
        updateCountryRates=[{"countryCode": "ES", "rate": None}],
    )

    assert left["taxClass"]["countries"] == []
    assert not TaxTreatment.objects.exists()


def test_a_deleted_class_leaves_the_normal_rate(staff: Actor) -> None:
    told = created(staff)["taxClass"]
    row, product = TaxClass.objects.get(), ProductFactory.create()
    product_tax_class_assign(product=product, tax_class_id=row.pk, now=NOON)
    family_tax_class_assign(family=product.product_type, tax_class_id=row.pk)
    assert ProductType.objects.get().default_tax_code == row.code

    gone = data_of(DELETE, {"id": told["id"]}, actor=staff)["taxClassDelete"]

    assert (gone["errors"], gone["taxClass"]["id"]) == ([], told["id"])
    assert (TaxClass.objects.count(), TaxAssignment.objects.count()) == (0, 0)
    assert ProductType.objects.get().default_tax_code == "R20"
    again = data_of(DELETE, {"id": told["id"]}, actor=staff)["taxClassDelete"]
    assert again["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


def test_the_codes_of_the_law_are_classes_that_stay(staff: Actor) -> None:
    reference_load()
    normal = TaxClass.objects.get(code="R20")
    class_id = global_id("TaxClass", normal.pk)

    gone = data_of(DELETE, {"id": class_id}, actor=staff)["taxClassDelete"]
    bare = updated(staff, class_id, removeCountryRates=["MA"])

    assert [each["code"] for each in gone["errors"] + bare["errors"]] == ["INVALID", "INVALID"]
    assert TaxClass.objects.count() == 5
    assert TaxTreatment.objects.filter(code="R20").exists()


def test_a_class_taxes_the_product_that_it_is_given_to_and_the_family(staff: Actor) -> None:
    product = ProductFactory.create(listed=True)
    variant = product.variants.get()
    created(staff)
    row = TaxClass.objects.get()

    def rate() -> Decimal:
        return offers([variant.pk], ChannelFactory.create(), NOON)[variant.pk].tax_rate

    assert rate() == Decimal("0.2")
    product_tax_class_assign(product=product, tax_class_id=row.pk, now=NOON)
    assert rate() == Decimal("0.07")
    product_tax_class_assign(product=product, tax_class_id=None, now=NOON)
    assert rate() == Decimal("0.2")
    family_tax_class_assign(family=product.product_type, tax_class_id=row.pk)
    assert rate() == Decimal("0.07")
    family_tax_class_assign(family=product.product_type, tax_class_id=None)
    assert rate() == Decimal("0.2")
    with pytest.raises(NotFound):
        product_tax_class_assign(product=product, tax_class_id=0, now=NOON)


def test_a_countrys_rates_are_written_by_class(staff: Actor) -> None:
    class_id = created(staff)["taxClass"]["id"]

    told = country_of(staff, "FR", {"taxClassId": class_id, "rate": 5.5}, {"rate": 20})
    home = country_of(staff, "MA", {"rate": 21})

    assert told["errors"] == []
    assert told["taxCountryConfiguration"] == {
        "country": {"code": "FR"},
        "taxClassCountryRates": [
            {"rate": 5.5, "taxClass": {"name": "Livres"}},
            {"rate": 20.0, "taxClass": None},
        ],
    }
    assert TaxTreatment.objects.get(code="R20").rate == Decimal("0.21")
    assert home["taxCountryConfiguration"]["taxClassCountryRates"] == [
        {"rate": 7.0, "taxClass": {"name": "Livres"}},
        {"rate": 21.0, "taxClass": None},
    ]


def test_a_countrys_rates_that_make_no_sense_have_the_contracts_codes(staff: Actor) -> None:
    twice = country_of(staff, "FR", {"rate": 20}, {"rate": 19})
    below = country_of(staff, "FR", {"rate": -20})
    unknown = country_of(staff, "FR", {"taxClassId": global_id("TaxClass", 0), "rate": 1})

    assert twice["errors"] == [
        {"field": "updateTaxClassRates", "code": "ONLY_ONE_DEFAULT_COUNTRY_RATE_ALLOWED"}
    ]
    assert below["errors"] == [{"field": "rate", "code": "CANNOT_CREATE_NEGATIVE_RATE"}]
    assert unknown["errors"] == [{"field": "updateTaxClassRates", "code": "NOT_FOUND"}]
    assert not TaxClassRate.objects.exists()


def test_a_countrys_rates_are_taken_back(staff: Actor) -> None:
    query = """mutation ($c: CountryCode!) { taxCountryConfigurationDelete(countryCode: $c) {
      taxCountryConfiguration { taxClassCountryRates { rate } } errors { code } } }"""
    country_of(staff, "FR", {"rate": 20})
    TaxTreatmentFactory.create()

    told = data_of(query, {"c": "FR"}, actor=staff)["taxCountryConfigurationDelete"]
    home = data_of(query, {"c": "MA"}, actor=staff)["taxCountryConfigurationDelete"]

    assert told == {"taxCountryConfiguration": {"taxClassCountryRates": []}, "errors": []}
    assert home["errors"] == [{"code": "INVALID"}]
    assert (TaxClassRate.objects.count(), TaxTreatment.objects.count()) == (0, 1)


def test_a_channel_that_charges_no_taxes_sells_outside_vat(staff: Actor) -> None:
    product = ProductFactory.create(listed=True)
    variant, channel = product.variants.get(), Channel.objects.get()
    exception = {
        "countryCode": "FR",
        "chargeTaxes": False,
        "displayGrossPrices": False,
        "taxCalculationStrategy": "TAX_APP",
    }

    told = configured(
        staff,
        channel,
        chargeTaxes=False,
        displayGrossPrices=False,
        taxCalculationStrategy="FLAT_RATES",
        useWeightedTaxForShipping=True,
        updateCountriesConfiguration=[exception],
    )

    channel.refresh_from_db()
    offer = offers([variant.pk], channel, NOON)[variant.pk]
    assert (offer.tax_code, offer.tax_rate, offer.is_buyable) == ("HORS_CHAMP", Decimal(0), True)
    assert not offer.tax_mention
    query = """{ products(first: 1, channel: "default-channel") { edges { node { pricing { priceRange {
      start { tax { amount } } } } } } } }"""
    (edge,) = data_of(query)["products"]["edges"]
    assert edge["node"]["pricing"]["priceRange"]["start"]["tax"]["amount"] == 0
    assert told["errors"] == []
    assert told["taxConfiguration"] == {
        "chargeTaxes": False,
        "taxCalculationStrategy": "FLAT_RATES",
        "displayGrossPrices": False,
        "pricesEnteredWithTax": True,
        "taxAppId": None,
        "useWeightedTaxForShipping": True,
        "channel": {"slug": "default-channel"},
        "countries": [
            {
                "country": {"code": "FR"},
                "chargeTaxes": False,
                "displayGrossPrices": False,
                "taxCalculationStrategy": "TAX_APP",
            }
        ],
    }
    forgotten = configured(staff, channel, removeCountriesConfiguration=["FR"])["taxConfiguration"]
    assert (forgotten["countries"], forgotten["chargeTaxes"]) == ([], False)


def test_prices_without_their_tax_are_refused(staff: Actor) -> None:
    channel = ChannelFactory.create()

    told = configured(staff, channel, pricesEnteredWithTax=False, chargeTaxes=False)

    assert told["errors"] == [{"field": "pricesEnteredWithTax", "code": "INVALID"}]
    channel.refresh_from_db()
    assert channel.charges_taxes


LIST = """
query ($sortBy: TaxClassSortingInput, $filter: TaxClassFilterInput) {
  taxClasses(first: 50, sortBy: $sortBy, filter: $filter) { totalCount edges { node { name
    countries { rate country { code } } } } }
  taxConfigurations(first: 50) { totalCount edges { node { chargeTaxes channel { slug } } } }
  taxCountryConfigurations { country { code } taxClassCountryRates { rate } } }
"""


def test_taxes_are_listed_filtered_and_sorted_in_the_same_statements(staff: Actor) -> None:
    ChannelFactory.create()
    books = created(staff)["taxClass"]["id"]
    with CaptureQueriesContext(connection) as one:
        data_of(LIST, actor=staff)
    created(staff, name="Art", createCountryRates=[{"countryCode": "FR", "rate": 5.5}])
    with CaptureQueriesContext(connection) as two:
        found = data_of(LIST, actor=staff)

    def names(**variables: Any) -> list[str]:
        edges = data_of(LIST, variables, actor=staff)["taxClasses"]["edges"]
        return [edge["node"]["name"] for edge in edges]

    assert len(one) == len(two)
    assert found["taxConfigurations"] == {
        "totalCount": 1,
        "edges": [{"node": {"chargeTaxes": True, "channel": {"slug": "default-channel"}}}],
    }
    assert [each["country"]["code"] for each in found["taxCountryConfigurations"]] == ["FR", "MA"]
    assert names() == ["Livres", "Art"]
    assert names(sortBy={"field": "NAME", "direction": "ASC"}) == ["Art", "Livres"]
    assert names(sortBy={"field": "NAME", "direction": "DESC"}) == ["Livres", "Art"]
    assert names(filter={"ids": [books]}) == ["Livres"]
    assert names(filter={"countries": ["FR"]}) == ["Art"]
    assert names(filter={"countries": ["MA"]}) == ["Livres"]
    assert names(filter={"metadata": [{"key": "a"}]}) == []
