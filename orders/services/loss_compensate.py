"""Pay a cooperative for units that were lost in the hub's hands, and claim them from the hub."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models.product import Variant
from catalog.selectors.offers import offers
from logistics.events import GoodsMissed
from marketplace.channels.selectors import default_channel
from marketplace.kernel.actor import Actor
from orders.models.refund import Claim
from orders.postings_losses import post_loss
from orders.selectors.previews import earning_previews


@transaction.atomic
def loss_compensate(*, loss: GoodsMissed, actor: Actor, now: datetime) -> Claim | None:
    """
    Credit what the units would have earned today, price less commission, and open a claim on the hub for it.

    The same loss again changes nothing. Goods that have no price are worth nothing that anybody could reckon: None,
    and the movement stays for people to settle.

    :raises Conflict: if the seller has no commission term and there is no general one
    """
    known = Claim.objects.filter(loss=f"movement:{loss.movement_id}").first()
    if known is not None:
        return known
    offer = offers([loss.variant_id], default_channel(), now).get(loss.variant_id)
    price = offer.full_price or offer.price if offer is not None else None
    if price is None or not price:
        return None
    variant = Variant.objects.select_related("product").get(pk=loss.variant_id)
    share = earning_previews(
        organisation_id=loss.organisation_id,
        prices=[price],
        on=timezone.localdate(loss.happened_at),
        product_id=variant.product_id,
    )[0]
    unit = share.net + share.hub_fee
    if not unit:
        return None
    claim = Claim.objects.create(
        loss=f"movement:{loss.movement_id}",
        debtor_id=loss.hub_organisation_id,
        amount_minor=unit.minor * loss.units,
        currency=unit.currency,
        opened_at=now,
        note=f"{loss.lot}: {loss.units}",
    )
    post_loss(claim=claim, loss=loss, unit=unit, names=variant.product.names, actor=actor, now=now)
    return claim
