from datetime import date

import pytest

from catalog.models.tax import TaxAssignment
from catalog.services.tax_assign import tax_assign
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import TaxTreatmentFactory
from tests.factories.ground import staff_actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
ACCOUNTANT = Actor(user_id=None, machine="accountant")


@pytest.fixture(autouse=True)
def _rate():
    TaxTreatmentFactory.create(code="EXO91")


def test_the_same_target_and_day_again_replaces(seller):
    actor = staff_actor(Permission.MANAGE_SETTINGS)
    TaxTreatmentFactory.create(code="R10")
    tax_assign(actor=actor, code="EXO91", organisation_id=seller.pk, article=" 91-IV ", from_date=DAY)
    tax_assign(actor=actor, code="R10", organisation_id=seller.pk, from_date=DAY)

    row = TaxAssignment.objects.get()
    assert (row.code, row.article, row.organisation_id, row.product_type_id) == ("R10", "", seller.pk, None)


@pytest.mark.parametrize(
    ("_case", "options", "error"),
    [
        ("nobody named", {"organisation_id": None}, InvalidInput),
        ("an unknown code", {"code": "R7"}, InvalidInput),
        ("a day before any rate", {"from_date": date(2019, 12, 31)}, InvalidInput),
        ("an unknown product", {"product_id": 10**12}, NotFound),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(_case, options, error, seller):
    values = {"code": "EXO91", "organisation_id": seller.pk, "from_date": DAY, **options}
    with pytest.raises(error):
        tax_assign(actor=ACCOUNTANT, **values)

    assert not TaxAssignment.objects.exists()


def test_only_who_manages_the_settings_assigns_taxes(sales, reviewer, seller):
    for actor in (sales, reviewer):
        with pytest.raises(NotAllowed):
            tax_assign(actor=actor, code="EXO91", organisation_id=seller.pk, from_date=DAY)

    assert not TaxAssignment.objects.exists()
