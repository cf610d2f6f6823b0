"""The staff puts the attributes of families and of types of pages into another order."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.attribute import PageTypeAttribute, ProductTypeAttribute
from catalog.models.page import PageType
from catalog.models.taxonomy import ProductType
from catalog.policies import may_write_page_types
from catalog.services.product_type_write import family_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.moves import moved
from marketplace.kernel.policy import require

# (attribute id, by how many places; None: to the end)
Moves = Sequence[tuple[int, int | None]]


@transaction.atomic
def product_type_attributes_move(
    *, actor: Actor, product_type_id: int, moves: Moves, is_of_variant: bool
) -> ProductType:
    """
    Move attributes of the products of a family, or of their variants, one after the other.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family, or it has no such attribute there
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    _move(ProductTypeAttribute, family.attribute_places.filter(is_of_variant=is_of_variant), moves)
    return family


@transaction.atomic
def page_type_attributes_move(*, actor: Actor, page_type_id: int, moves: Moves) -> PageType:
    """
    Move attributes of the pages of a type, one after the other.

    :raises NotAllowed: if the actor does not look after types of pages
    :raises NotFound: if there is no such type, or it has no such attribute
    """
    require(may_write_page_types(actor), _("You may not write types of pages."))
    row = PageType.objects.select_for_update().filter(pk=page_type_id).first()
    if row is None:
        raise NotFound(_("There is no such type of pages."), field="page_type_id")
    _move(PageTypeAttribute, row.attribute_places.all(), moves)
    return row


def _move(model: Any, places: Any, moves: Moves) -> None:
    rows = {row.attribute_id: row for row in places.order_by("position", "id")}
    # Those of variants and of products share one numbering: each keeps to the places that its own kind has.
    spots = sorted(row.position for row in rows.values())
    if len(set(spots)) < len(spots):
        spots = list(range(len(rows)))
    for spot, key in zip(spots, moved(list(rows), moves), strict=True):
        rows[key].position = spot
    model.objects.bulk_update(rows.values(), ["position"])
