"""Put a gift box into a basket, or take it out again with what lies in it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.kit import Kit
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.formats import format_weight
from orders.models.box import MOST_BOXES, CheckoutBox, CheckoutBoxItem
from orders.services.checkout_edit import open_checkout_locked
from orders.services.checkout_lines_set import checkout_lines_add, lines_written


@transaction.atomic
def checkout_box_add(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    kit_code: str,
    chosen: Mapping[int, int],
    quantity: int,
    now: datetime,
) -> CheckoutBox:
    """
    Put so many equal boxes into a basket, with their contents.

    :param chosen: what the customer puts into each box, variant to pieces; a box with fixed contents ignores it
    :raises NotFound: if there is no such box on offer, or no such basket
    :raises InvalidInput: if it holds too little, too much, or something that is not for it
    :raises DomainError: for the reasons of `checkout_lines_add`; then nothing is put in
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    kits = Kit.objects.prefetch_related("components__variant")
    kit = kits.filter(code=kit_code, is_active=True, currency=checkout.channel.currency).first()
    if kit is None:
        raise NotFound(_("This box is not on offer any more."), field="kit")
    if not 1 <= quantity <= MOST_BOXES:
        raise InvalidInput(
            _("Please choose a quantity from 1 to %(most)d.") % {"most": MOST_BOXES}, field="quantity"
        )
    contents = _chosen(kit, chosen, checkout.language) if kit.is_chosen else _fixed(kit)
    checkout_lines_add(
        actor=actor,
        checkout_id=checkout_id,
        quantities=[(variant, each * quantity) for variant, each in contents.items()],
        now=now,
    )
    box = CheckoutBox.objects.create(checkout=checkout, kit=kit, quantity=quantity, created_at=now)
    CheckoutBoxItem.objects.bulk_create(
        CheckoutBoxItem(box=box, variant_id=variant, quantity=each) for variant, each in contents.items()
    )
    return box


def _fixed(kit: Kit) -> dict[int, int]:
    return {row.variant_id: row.quantity for row in kit.components.all()}


def _chosen(kit: Kit, chosen: Mapping[int, int], language: str) -> dict[int, int]:
    """Demand that what was chosen is for this box and fits into it."""
    allowed: dict[int, Variant] = {row.variant_id: row.variant for row in kit.components.all()}
    contents = {variant: each for variant, each in chosen.items() if each}
    if any(variant not in allowed or each < 0 for variant, each in contents.items()):
        raise InvalidInput(_("This is not for this box."), field="contents")
    pieces = sum(contents.values())
    if not kit.least_pieces <= pieces <= kit.most_pieces:
        raise InvalidInput(
            _("This box holds %(least)d to %(most)d pieces; you chose %(pieces)d.")
            % {"least": kit.least_pieces, "most": kit.most_pieces, "pieces": pieces},
            field="contents",
        )
    weight = sum(allowed[variant].weight_g * each for variant, each in contents.items())
    if kit.most_g and weight > kit.most_g:
        raise InvalidInput(
            _("This box carries %(most)s; what you chose weighs %(weight)s.")
            % {"most": format_weight(kit.most_g, language), "weight": format_weight(weight, language)},
            field="contents",
        )
    return contents


@transaction.atomic
def checkout_box_remove(*, actor: Actor, checkout_id: uuid.UUID, box_id: uuid.UUID, now: datetime) -> None:
    """
    Take boxes out of a basket with what lies in them; what lies beside them stays.

    :raises NotFound: if the basket does not exist or holds no such box
    :raises Conflict: if the basket has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    box = checkout.boxes.filter(pk=box_id).first()
    if box is None:
        raise NotFound(_("This box is not in the basket any more."), field="box")
    inside = {item.variant_id: item.quantity * box.quantity for item in box.items.all()}
    held = dict(checkout.lines.filter(variant__in=inside).values_list("variant_id", "quantity"))
    left = {variant: max(pieces - inside[variant], 0) for variant, pieces in held.items()}
    box.delete()
    lines_written(checkout, left, now, demands_stock=False)
