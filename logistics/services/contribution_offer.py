"""A member of an alliance promises goods to a pooled listing, of its own accord or in answer to a call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from catalog.models.product import Variant
from logistics.models.pooled import Contribution, SupplyCall
from logistics.policies import may_announce
from logistics.services.lot_receive import MOST_UNITS
from marketplace.cooperatives.alliances import is_contributor
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require

# Who promises farther ahead is guessing
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """So many units of a grade, to be had from one day to another."""

    variant_id: int
    quantity: int
    grade: str
    from_date: date
    until_date: date
    call_id: int | None = None


@transaction.atomic
def contribution_offer(
    *, actor: Actor, organisation_id: int, listing_id: int, promise: Promise, key: str, now: datetime
) -> Contribution:
    """
    Promise goods; the same key again returns the first promise.

    :raises NotFound: if there is no such listing, product or call in an alliance of the actor's cooperative
    :raises NotAllowed: if the actor may not speak for the cooperative's goods
    :raises InvalidInput: if a number, a grade or a day cannot be
    :raises IllegalMove: if the call is over
    :raises Conflict: if the key belongs to another's promise
    """
    listing = PooledListing.objects.filter(pk=listing_id, closed_at__isnull=True).first()
    is_member = listing is not None and is_contributor(listing.alliance_id, organisation_id)
    if listing is None or not is_member or not actor.belongs_to(organisation_id):
        raise NotFound(_("There is no such common product."), field="listing")
    require(may_announce(actor, organisation_id), _("You may not announce goods for this cooperative."))
    known = Contribution.objects.filter(key=key).first()
    if known is not None:
        if (known.organisation_id, known.listing_id) != (organisation_id, listing_id):
            raise Conflict(_("Something else was promised under this key."), field="key")
        return known
    _demand_sensible(listing, promise, key, today=timezone.localdate(now))
    if promise.call_id is not None:
        _demand_open(listing, promise, promise.call_id)
    return Contribution.objects.create(
        listing=listing,
        variant_id=promise.variant_id,
        organisation_id=organisation_id,
        call_id=promise.call_id,
        key=key,
        quantity=promise.quantity,
        grade=promise.grade,
        grade_price_minor=listing.grades[promise.grade],
        from_date=promise.from_date,
        until_date=promise.until_date,
        created_at=now,
    )


def _demand_sensible(listing: PooledListing, promise: Promise, key: str, *, today: date) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A promise needs a key of at most 80 characters."), field="key")
    if not Variant.objects.filter(pk=promise.variant_id, product=listing.product_id).exists():
        raise NotFound(_("There is no such common product."), field="variant")
    if not 1 <= promise.quantity <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field="quantity"
        )
    if promise.grade not in listing.grades:
        raise InvalidInput(_("Please choose a grade."), field="grade")
    if not today <= promise.from_date <= promise.until_date <= today + FARTHEST:
        raise InvalidInput(_("Choose days from today on, in their order."), field="until_date")


def _demand_open(listing: PooledListing, promise: Promise, call_id: int) -> None:
    call = SupplyCall.objects.filter(pk=call_id, listing=listing, variant=promise.variant_id).first()
    if call is None:
        raise NotFound(_("There is no such call."), field="call")
    if call.closed_at is not None:
        raise IllegalMove(_("This call is over."), field="call")


@transaction.atomic
def contribution_withdraw(*, actor: Actor, contribution_id: int, now: datetime) -> Contribution:
    """
    Take a promise back while the goods have not come; taking it back again changes nothing.

    :raises NotFound: if there is none, or it is another cooperative's
    :raises NotAllowed: if the actor may not speak for the cooperative's goods
    :raises IllegalMove: if the goods have come
    """
    promise = Contribution.objects.select_for_update().filter(pk=contribution_id).first()
    if promise is None or not actor.belongs_to(promise.organisation_id):
        raise NotFound(_("There is no such promise."), field="contribution")
    require(
        may_announce(actor, promise.organisation_id), _("You may not announce goods for this cooperative.")
    )
    if promise.lot_id is not None:
        raise IllegalMove(_("The goods are at the hub already."), field="contribution")
    if promise.withdrawn_at is None:
        promise.withdrawn_at = now
        promise.save(update_fields=["withdrawn_at"])
    return promise
