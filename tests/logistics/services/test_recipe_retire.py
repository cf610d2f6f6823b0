"""recipe_retire: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.processing import Recipe
from logistics.services.recipe_retire import recipe_retire
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE


@pytest.mark.django_db
def test_hub_management_retires_a_recipe_once() -> None:
    recipe = Recipe.objects.create(output=VariantFactory.create(), created_at=NOON)
    worker = member_actor(OrganisationFactory.create(), Role.HUB.value)
    with pytest.raises(NotAllowed):
        recipe_retire(actor=worker, recipe_id=recipe.pk, now=NOON)
    with pytest.raises(NotFound):
        recipe_retire(actor=MACHINE, recipe_id=0, now=NOON)

    recipe_retire(actor=MACHINE, recipe_id=recipe.pk, now=NOON)
    again = recipe_retire(actor=MACHINE, recipe_id=recipe.pk, now=NOON + timedelta(days=1))

    assert (again.retired_at, again.retired_by) == (NOON, MACHINE.name)
