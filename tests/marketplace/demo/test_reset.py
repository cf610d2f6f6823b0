"""shop_reset: test that ..."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.models.product import Product
from catalog.models.tax import TaxTreatment
from catalog.models.taxonomy import ProductType
from logistics.models.lot import Movement
from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import CommissionTerm
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.demo.reset import KEPT, NotResettable, shop_reset
from orders.models.order import Order
from tests.factories.ground import NOON, CommissionTermFactory, OrganisationFactory
from tests.factories.orders import market

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = ["boss@example.com", "a@example.com", "b@example.com", "c@example.com"]


def reset() -> int:
    return shop_reset(superuser=PEOPLE[0], customers=PEOPLE[1:], password="secret-demo-1", now=NOON)


def test_a_shop_is_not_emptied_unless_its_settings_allow_it() -> None:
    market().order({0: 1})

    with pytest.raises(NotResettable):
        reset()
    with pytest.raises(CommandError, match="SHOP_RESETTABLE"):
        call_command("reset_shop", stdout=StringIO())

    assert (Order.objects.count(), Product.objects.count()) == (1, 3)


def test_what_was_sold_and_booked_goes_and_what_holds_for_everybody_stays(settings: Any) -> None:
    settings.SHOP_RESETTABLE = True
    market().order({0: 1})
    CommissionTermFactory.create(organisation=OrganisationFactory.create())
    general = CommissionTerm.objects.get(organisation__isnull=True)

    reset()

    people = User.objects.order_by("pk").values_list("email", "is_superuser")
    assert list(people) == [(PEOPLE[0], True), *((email, False) for email in PEOPLE[1:])]
    assert all(user.check_password("secret-demo-1") for user in User.objects.all())
    gone = (Order, Product, ProductType, Organisation, Movement)
    assert [model._default_manager.count() for model in gone] == [0] * len(gone)
    assert CommissionTerm.objects.get() == general
    assert TaxTreatment.objects.filter(code="R20").exists()


def test_an_empty_shop_is_emptied_again_and_can_sell(settings: Any) -> None:
    settings.SHOP_RESETTABLE = True

    out = StringIO()
    call_command("reset_shop", "--superuser", PEOPLE[0], "--customers", *PEOPLE[1:], stdout=out)
    call_command("reset_shop", "--superuser", PEOPLE[0], "--customers", *PEOPLE[1:], stdout=out)

    assert User.objects.count() == 4
    assert CommissionTerm.objects.get().rate == 0
    assert f"superuser {PEOPLE[0]}" in out.getvalue()


def test_kept_tables_point_at_nothing_that_is_emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        )
        pointing = cursor.fetchall()

    assert [(source, target) for source, target in pointing if source in KEPT and target not in KEPT] == []
    assert set(connection.introspection.table_names()) >= KEPT
