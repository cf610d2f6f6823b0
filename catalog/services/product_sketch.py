"""A seller writes a whole product in one step: family, contents, price and picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.models.product import Product
from catalog.selectors.shelf_choice import family_named, shelf_of
from catalog.services.media_add import media_add
from catalog.services.price_set import price_set
from catalog.services.product_changes import ProductChanges
from catalog.services.product_create import product_create
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import variant_create
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a short form asks: empty names mean the family's, `weight_g` includes the packing."""

    family: str
    names: Mapping[str, str]
    province: str
    net_quantity: Decimal
    unit: str
    weight_g: int
    price: Money
    picture: bytes
    is_weighed: bool = False


@transaction.atomic
def product_sketch(
    *, actor: Actor, organisation_id: int, channel_id: int, sketch: Sketch, now: datetime
) -> Product:
    """
    Write a draft with one variant, its price and its picture: all of it or nothing.

    :raises NotFound: if there is no such organisation, family or channel, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write its products
    :raises IllegalMove: if the organisation does not sell or is closed
    :raises InvalidInput: naming the part that is missing or cannot be used
    """
    family = family_named(sketch.family)
    changes = ProductChanges(
        product_type_id=family.pk,
        category_id=shelf_of(family).pk,
        names=dict(sketch.names) or dict(family.names),
        province=sketch.province,
    )
    product = product_create(actor=actor, organisation_id=organisation_id, changes=changes, now=now)
    variant = variant_create(
        actor=actor,
        product_id=product.pk,
        changes=VariantChanges(
            net_quantity=sketch.net_quantity,
            unit=sketch.unit,
            is_weighed=sketch.is_weighed,
            weight_g=sketch.weight_g,
        ),
        now=now,
    )
    price_set(actor=actor, variant_id=variant.pk, channel_id=channel_id, amount=sketch.price, now=now)
    if sketch.picture:
        media_add(actor=actor, product_id=product.pk, content=sketch.picture, now=now)
    return product
