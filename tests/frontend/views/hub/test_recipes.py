"""Recipes at the hub: test that ..."""

from decimal import Decimal

import pytest

from logistics.models.processing import Recipe
from marketplace.kernel.actor import Permission
from tests.factories.catalog import VariantFactory
from tests.factories.kits import carton
from tests.factories.logistics import WarehouseFactory
from tests.frontend.views.people import hub_worker, staff

pytestmark = pytest.mark.django_db
PATH = "/fr/hub/recipes/"


def form(**changes: str) -> dict[str, str]:
    known = {
        "inputs": "RAW 1 2\n\n",
        "packaging": f"{carton().code} 1",
        "yield_percent": "95",
        "by_product_percent": "4",
        "tolerance_percent": "3",
        "shelf_life_days": "",
    }
    return known | changes


def test_a_recipe_is_written_changed_retired_and_brought_back() -> None:
    output = VariantFactory.create(net_quantity=Decimal(250))
    VariantFactory.create(sku="RAW", net_quantity=Decimal(500))
    browser, worker = staff(Permission.MANAGE_HUB), hub_worker(WarehouseFactory.create().organisation)
    assert "empty" in browser.get(PATH).content.decode()

    assert browser.post(PATH, form(output=output.sku)).status_code == 302
    first = Recipe.objects.get()
    page = f"{PATH}{first.pk}/"
    initial = browser.get(page).context["form"].initial
    assert (initial["inputs"], initial["packaging"], initial["replaces"]) == (
        "RAW 1 2",
        f"{carton().code} 1",
        first.pk,
    )

    browser.post(page, form(yield_percent="90", replaces=str(first.pk)))
    second = Recipe.objects.get(version=2)
    assert (second.yield_percent, second.by_product_percent) == (90, 4)
    # The old page shows what was, and leads to what holds
    old = browser.get(page)
    assert (old.context["form"], f"/fr/hub/recipes/{second.pk}/" in old.content.decode()) == (None, True)
    # Whoever still has the form of the old version open is told above it, and loses nothing
    late = browser.post(page, form(yield_percent="80", replaces=str(first.pk)))
    assert (late.status_code, late.context["form"]["yield_percent"].value()) == (422, "80")

    browser.post(f"{PATH}{second.pk}/", {"act": "retire"})
    assert not Recipe.objects.filter(retired_at=None).exists()
    assert [row for row, *_names in browser.get(f"{PATH}?show=retired").context["rows"]] == [first, second]
    browser.post(f"{PATH}{second.pk}/", form())
    assert Recipe.objects.get(retired_at=None).version == 3
    # A worker reads it and is offered no form
    seen = worker.get(f"{PATH}{second.pk}/")
    assert (seen.status_code, seen.context["form"], worker.get(PATH).context["form"]) == (200, None, None)


def test_what_cannot_be_read_stays_in_the_form_with_its_reason() -> None:
    VariantFactory.create(sku="RAW")
    output = VariantFactory.create()
    browser = staff(Permission.MANAGE_HUB)
    for field, wrong in (
        ("inputs", "RAW x"),
        ("inputs", "RAW 1 2 3"),
        ("inputs", "RAW 1\nRAW 1"),
        ("packaging", "NONE 1"),
        ("output", "NONE"),
    ):
        response = browser.post(PATH, form(**{"output": output.sku, field: wrong}))
        assert response.status_code == 422
        assert response.context["form"].errors[field], wrong
    assert not Recipe.objects.exists()
