"""Say which packaging a warehouse keeps, what a piece costs, and at which number somebody should order."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.processing import Consumable
from logistics.policies import may_run_hub
from logistics.selectors.locked import warehouse_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require

# A pallet's box: nobody at the packing table fills more
MOST_CM3: Final = 2_000_000
MOST_G: Final = 200_000


@dataclass(frozen=True, slots=True)
class Carton:
    """What fits into a carton, what it carries, and what it weighs itself."""

    holds_cm3: int
    carries_g: int
    weight_g: int = 0


@transaction.atomic
def consumable_write(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    code: str,
    names: Mapping[str, str],
    reorder_level: int,
    unit_cost: Money,
    carton: Carton | None = None,
) -> Consumable:
    """
    Create a kind of packaging with no piece of it, or change the one of that code; runs that were done keep their cost.

    :param carton: what fits into it and what it weighs, where parcels travel in it

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if it has no code or name, or a number is below zero
    """
    warehouse = warehouse_locked(warehouse_id)
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may do this."))
    if not code.strip():
        raise InvalidInput(_("Packaging needs a code."), field="code")
    if not any(name.strip() for name in names.values()):
        raise InvalidInput(_("Packaging needs a name."), field="name_fr")
    if reorder_level < 0 or unit_cost.minor < 0:
        raise InvalidInput(_("A number is not below zero."), field="reorder_level")
    if carton is not None and not (
        0 < carton.holds_cm3 <= MOST_CM3 and 0 < carton.carries_g <= MOST_G and 0 <= carton.weight_g <= MOST_G
    ):
        raise InvalidInput(_("Say how much room a carton has and what it carries."), field="holds")
    row, _made = Consumable.objects.update_or_create(
        warehouse=warehouse,
        code=code.strip()[:40],
        defaults={
            "names": dict(names),
            "reorder_level": reorder_level,
            "unit_cost_minor": unit_cost.minor,
            "currency": unit_cost.currency,
            "weight_g": carton.weight_g if carton else 0,
            "holds_cm3": carton.holds_cm3 if carton else None,
            "carries_g": carton.carries_g if carton else None,
        },
    )
    return row
