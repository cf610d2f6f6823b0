from datetime import date
from decimal import Decimal

import pytest

from catalog.models.tax import TaxTreatment
from catalog.selectors.taxes import Tax, tax_for
from catalog.states import TaxCode
from marketplace.kernel.errors import Conflict
from tests.factories.catalog import ProductFactory, TaxAssignmentFactory, TaxTreatmentFactory
from tests.factories.ground import OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture
def product():
    for code, rate in ((TaxCode.NORMAL, "0.2"), (TaxCode.REDUCED, "0.1"), (TaxCode.EXEMPT_91, "0")):
        TaxTreatmentFactory.create(code=code, rate=Decimal(rate), mentions={"fr": code.value})
    return ProductFactory.create()


def _code(product, on=TODAY):
    return tax_for(organisation_id=product.organisation_id, product=product, on=on).code


def test_without_assignment_the_family_decides(product, django_assert_num_queries):
    with django_assert_num_queries(1):
        tax = tax_for(organisation_id=product.organisation_id, product=product, on=TODAY)

    assert tax == Tax("R20", Decimal("0.2000"), {"fr": "R20"})


def test_the_most_specific_assignment_wins(product):
    seller, family = product.organisation, product.product_type
    TaxAssignmentFactory.create(product_type=family, code=TaxCode.REDUCED, article="")
    assert _code(product) == "R10"

    TaxAssignmentFactory.create(organisation=seller, code=TaxCode.EXEMPT_91)
    assert _code(product) == "EXO91"

    TaxAssignmentFactory.create(organisation=seller, product_type=family, code=TaxCode.NORMAL, article="")
    assert _code(product) == "R20"

    TaxAssignmentFactory.create(product=product, code=TaxCode.REDUCED, article="")
    assert _code(product) == "R10"


def test_among_equals_the_newest_that_has_begun_wins(product):
    TaxAssignmentFactory.create(
        organisation=product.organisation, code=TaxCode.EXEMPT_91, from_date=date(2025, 1, 1)
    )
    TaxAssignmentFactory.create(
        organisation=product.organisation, code=TaxCode.REDUCED, from_date=date(2026, 11, 17)
    )

    assert _code(product) == "EXO91"
    assert _code(product, date(2026, 11, 17)) == "R10"
    assert _code(product, date(2024, 12, 31)) == "R20"


def test_the_assignments_of_others_do_not_count(product):
    TaxAssignmentFactory.create(organisation=OrganisationFactory.create())
    TaxAssignmentFactory.create(product=ProductFactory.create())

    assert _code(product) == "R20"


def test_another_seller_of_the_same_product_is_taxed_by_its_own_rule(product):
    shop = OrganisationFactory.create()
    TaxAssignmentFactory.create(organisation=product.organisation)

    assert _code(product) == "EXO91"
    assert tax_for(organisation_id=shop.pk, product=product, on=TODAY).code == "R20"


def test_a_rate_changes_on_its_day(product):
    TaxTreatmentFactory.create(code=TaxCode.NORMAL, rate=Decimal("0.21"), from_date=date(2027, 1, 1))

    assert tax_for(organisation_id=product.organisation_id, product=product, on=TODAY).rate == Decimal(
        "0.2000"
    )
    later = tax_for(organisation_id=product.organisation_id, product=product, on=date(2027, 1, 1))
    assert later.rate == Decimal("0.2100")


def test_a_code_without_a_rate_is_a_conflict(product):
    TaxTreatment.objects.all().delete()

    with pytest.raises(Conflict):
        _code(product)
