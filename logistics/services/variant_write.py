"""The back office, or a seller through the API, writes a variant with its attributes, prices and stocks."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from catalog.models.product import Product, Variant
from catalog.services.attribute_values_assign import GivenValues, variant_values_assign
from catalog.services.attribute_write import LANGUAGE
from catalog.services.preorder_set import preorder_set
from catalog.services.price_set import price_set
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import variant_create
from catalog.services.variant_update import variant_locked, variant_update
from catalog.units import Unit
from logistics.models.stock import Stock
from logistics.services.stock_state import stocks_state
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.money import Money

# What is sold by the piece, where nobody said how much is in it
_ONE: Final = Decimal(1)
# The least that a parcel's label can say: what was not weighed counts as good as nothing
_UNWEIGHED_G: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantTexts:
    """What the contract says of a variant; None leaves a part as it is. Prices are by channel id."""

    name: str | None = None
    sku: str | None = None
    weight_g: int | None = None
    attributes: Sequence[GivenValues] = ()
    external_reference: str | None = None
    tracks_inventory: bool | None = None
    stocks: Mapping[uuid.UUID, int] = field(default_factory=dict)
    prices: Mapping[int, Money] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)
    # So many units may be ordered until a day, before they are harvested
    preorder: tuple[int, date] | None = None


@transaction.atomic
def variant_write_new(*, actor: Actor, product_id: int, texts: VariantTexts, now: datetime) -> Variant:
    """
    Add a variant, sold by the piece; unless its weight is given it weighs what its product or family says.

    :raises NotFound: if there is no such product, channel, warehouse or attribute, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it, or not state a stock
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    _demand_counted(texts)
    product = Product.objects.select_related("product_type").filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("There is no such product."), field="product")
    known = product.product_type.facts.get("weight_g")
    weight = texts.weight_g or product.weight_g or (known if isinstance(known, int) else 0) or _UNWEIGHED_G
    changes = VariantChanges(
        sku=texts.sku or None,
        names={LANGUAGE: texts.name} if texts.name else None,
        net_quantity=_ONE,
        unit=Unit.PIECE,
        weight_g=weight,
    )
    variant = variant_create(actor=actor, product_id=product_id, changes=changes, now=now)
    _write(actor, variant, texts, now, is_new=True)
    return variant


@transaction.atomic
def variant_write(*, actor: Actor, variant_id: int, texts: VariantTexts, now: datetime) -> Variant:
    """
    Change a variant.

    :raises NotFound: if there is none, something named does not exist, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it, or not state a stock
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    _demand_counted(texts)
    before = variant_locked(actor=actor, variant_id=variant_id)
    changes = VariantChanges(
        sku=texts.sku or None,
        names={**before.names, LANGUAGE: texts.name} if texts.name is not None else None,
        weight_g=texts.weight_g or None,
    )
    variant = variant_update(actor=actor, variant_id=variant_id, changes=changes, now=now)
    _write(actor, variant, texts, now, is_new=False)
    return variant


@transaction.atomic
def variant_delete(*, actor: Actor, variant_id: int, now: datetime) -> Variant:
    """
    Delete a variant that was never sold or stocked; one with a history is taken off the shelf.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    """
    variant = variant_update(
        actor=actor, variant_id=variant_id, changes=VariantChanges(is_active=False), now=now
    )
    try:
        with transaction.atomic():
            Stock.objects.filter(variant=variant, quantity=0, reserved=0).delete()
            Variant.objects.filter(pk=variant_id).delete()
    except ProtectedError:
        return variant
    return variant


@transaction.atomic
def variants_delete(*, actor: Actor, variant_ids: Sequence[int], now: datetime) -> int:
    """
    Delete several variants as `variant_delete` does one, all of them or none; return how many.

    :raises NotFound: if there is no such variant, or one is not the actor's to see
    :raises NotAllowed: if the actor may not write one
    """
    keys = sorted(set(variant_ids))
    for key in keys:
        variant_delete(actor=actor, variant_id=key, now=now)
    return len(keys)


def _demand_counted(texts: VariantTexts) -> None:
    if texts.tracks_inventory is False:
        raise InvalidInput(
            _("What is sold here is counted: a lot stands for each item."), field="track_inventory"
        )


def _write(actor: Actor, variant: Variant, texts: VariantTexts, now: datetime, *, is_new: bool) -> None:
    columns = []
    if texts.external_reference is not None:
        reference = clean_line(texts.external_reference, field="external_reference", most=250)
        if Variant.objects.filter(external_reference=reference).exclude(pk=variant.pk).exists():
            raise Taken(_("Another variant has this already."), field="external_reference")
        variant.external_reference = reference
        columns.append("external_reference")
    for name in ("metadata", "private_metadata"):
        if changes := getattr(texts, name):
            setattr(variant, name, metadata_with(getattr(variant, name), changes, field=name))
            columns.append(name)
    if columns:
        variant.save(update_fields=columns)
    if is_new or texts.attributes:
        variant_values_assign(variant=variant, given=texts.attributes, is_new=is_new)
    for channel_id, amount in texts.prices.items():
        price_set(actor=actor, variant_id=variant.pk, channel_id=channel_id, amount=amount, now=now)
    if texts.stocks:
        stocks_state(actor=actor, variant_id=variant.pk, quantities=texts.stocks, now=now)
    if texts.preorder is not None:
        most, until = texts.preorder
        preorder_set(
            actor=actor, variant_id=variant.pk, most=most, until_date=until, arrives_date=None, now=now
        )
