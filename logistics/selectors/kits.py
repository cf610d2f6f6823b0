"""Gift boxes: what is on offer, and how many can still be packed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from logistics.models.kit import FulfilmentBox, FulfilmentBoxItem, Kit, KitComponent
from logistics.selectors.warehouses import warehouse_run_by
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound


def kits_on_offer(currency: str) -> list[Kit]:
    """Return the boxes of the web shop with their components, two statements; ready-made ones first."""
    rows = Kit.objects.filter(is_active=True, currency=currency, warehouse__is_online=True)
    return sorted(_with_components(rows.order_by("code")), key=lambda kit: kit.is_chosen)


def kit_on_offer(code: str, currency: str) -> Kit:
    """
    Return a box with its components, in two statements.

    :raises NotFound: if it is not on offer
    """
    found = next((kit for kit in kits_on_offer(currency) if kit.code == code), None)
    if found is None:
        raise NotFound(_("This box is not on offer any more."), field="kit")
    return found


def kits_of(*, actor: Actor, warehouse_id: uuid.UUID) -> list[Kit]:
    """
    Return every box of a warehouse with its components, what is on offer first; three statements.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = Kit.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id))
    return list(_with_components(rows.order_by("-is_active", "code")))


def _with_components(rows: QuerySet[Kit]) -> QuerySet[Kit]:
    parts = KitComponent.objects.select_related("variant__product__organisation").order_by("id")
    return rows.select_related("packaging").prefetch_related(Prefetch("components", parts))


def boxes_left(kit: Kit, free: Mapping[int, int]) -> int:
    """
    Return how many of a box can be packed with what is free of each variant.

    With fixed contents that is the least over its components; to a customer who fills it, whether one can be filled.
    """
    parts = kit.components.all()
    if not parts:
        return 0
    if kit.is_chosen:
        return int(sum(max(free.get(row.variant_id, 0), 0) for row in parts) >= kit.least_pieces)
    return min(max(free.get(row.variant_id, 0), 0) // row.quantity for row in parts)


@dataclass(frozen=True, slots=True)
class BoxRow:
    """Gift boxes of a fulfilment; `items` are lines' references with the pieces of each that go into one box."""

    reference: str
    names: Mapping[str, str]
    quantity: int
    packaging: str
    packaging_names: Mapping[str, str]
    items: tuple[tuple[str, int], ...]


def boxes_of(fulfilment_id: uuid.UUID) -> tuple[BoxRow, ...]:
    """Return the gift boxes of a fulfilment; two statements."""
    rows = FulfilmentBox.objects.filter(fulfilment=fulfilment_id).select_related("packaging")
    items = Prefetch("items", FulfilmentBoxItem.objects.select_related("line").order_by("line"))
    return tuple(
        BoxRow(
            row.reference,
            row.names,
            row.quantity,
            row.packaging.code if row.packaging else "",
            row.packaging.names if row.packaging else {},
            tuple((item.line.reference, item.quantity) for item in row.items.all()),
        )
        for row in rows.prefetch_related(items).order_by("id")
    )
