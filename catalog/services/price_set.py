"""A seller says what a variant costs in a channel."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import PriceChanged
from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.policies import may_review
from catalog.services.listing_refresh import listing_refresh
from catalog.services.prices_reduce import reduction_follow
from catalog.services.variant_update import variant_locked
from catalog.states import ProductState
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox import bus

# A million dirhams: what is dearer was mistyped.
MOST_MINOR = 100_000_000
# By how much a seller changes a price on sale alone; more is asked for (services/change_request.py)
STEP_PERCENT = 30


@transaction.atomic
def price_set(*, actor: Actor, variant_id: int, channel_id: int, amount: Money, now: datetime) -> Price:
    """
    Set the price of one item, tax included, in the channel's currency.

    :raises NotFound: if there is no such variant or channel, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is archived, or a seller's change of a price on sale is too large
    :raises InvalidInput: if the amount is not positive, too large or in another currency
    """
    variant = variant_locked(actor=actor, variant_id=variant_id)
    if variant.product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    channel = _channel_for(channel_id, amount)
    standing = Price.objects.filter(variant=variant, channel=channel).first()
    before = standing.amount_minor if standing else None
    if standing is not None and before == amount.minor:
        return standing
    if before is not None and price_needs_review(actor, variant.product, before, amount.minor):
        raise IllegalMove(
            _("A price on sale changes by at most %(share)s %% at once; ask the staff for a larger change.")
            % {"share": STEP_PERCENT},
            field="amount",
        )
    price, _created = Price.objects.update_or_create(
        variant=variant,
        channel=channel,
        defaults={
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "reduced_minor": None,
            "reduction": None,
        },
    )
    if standing is not None and standing.reduction is not None:
        reduction_follow(price_id=price.pk, reduction=standing.reduction)
    listing_refresh(product_ids=[variant.product_id])
    bus.publish(
        PriceChanged(
            variant_id=variant.pk,
            product_id=variant.product_id,
            channel_id=channel.pk,
            before_minor=before,
            after_minor=amount.minor,
            currency=amount.currency,
            happened_at=now,
        )
    )
    return price


def price_needs_review(actor: Actor, product: Product, before_minor: int, after_minor: int) -> bool:
    """Say whether somebody of the staff must agree to a price: one that was mistyped is seen by two people."""
    is_large = abs(after_minor - before_minor) * 100 > before_minor * STEP_PERCENT
    return is_large and product.state == ProductState.PUBLISHED and not may_review(actor)


def _channel_for(channel_id: int, amount: Money) -> Channel:
    """Return the channel, if the amount can be a price there."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise NotFound(_("There is no such channel."), field="channel")
    if amount.currency != channel.currency:
        raise InvalidInput(
            _("Prices are in %(currency)s here.") % {"currency": channel.currency}, field="amount"
        )
    if not 1 <= amount.minor <= MOST_MINOR:
        raise InvalidInput(
            _("A price is above zero and at most %(most)s.")
            % {"most": Money(MOST_MINOR, amount.currency).amount},
            field="amount",
        )
    return channel
