"""Retire a recipe: nothing is made by it any more; runs keep it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.processing import Recipe
from logistics.policies import may_write_recipes
from logistics.selectors.locked import recipe_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


@transaction.atomic
def recipe_retire(*, actor: Actor, recipe_id: int, now: datetime) -> Recipe:
    """
    Retire a recipe; one that is retired stays as it is.

    :raises NotFound: if there is no such recipe
    :raises NotAllowed: if the actor does not manage the hubs
    """
    require(may_write_recipes(actor), _("Recipes are written by those who manage the hubs."))
    recipe = recipe_locked(recipe_id)
    if recipe.retired_at is None:
        recipe.retired_at, recipe.retired_by = now, actor.name
        recipe.save(update_fields=["retired_at", "retired_by"])
    return recipe
