"""An alliance asks its members for goods (a large order, a fair), and ends the call once it has enough."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from catalog.models.product import Variant
from logistics.events import SupplyCalled
from logistics.models.pooled import SupplyCall
from logistics.policies import may_announce
from logistics.services.contribution_offer import FARTHEST
from logistics.services.lot_receive import MOST_UNITS
from marketplace.cooperatives.alliances import is_contributor
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def supply_call(
    *,
    actor: Actor,
    organisation_id: int,
    listing_id: int,
    variant_id: int,
    quantity: int,
    needed_date: date,
    note: str,
    key: str,
    now: datetime,
) -> SupplyCall:
    """
    Ask all members for goods by a day; any member may ask. The same key again returns the first call.

    :raises NotFound: if there is no such listing or product in an alliance of the actor's cooperative
    :raises NotAllowed: if the actor may not speak for the cooperative's goods
    :raises InvalidInput: if the number, the day, the note or the key cannot be used
    :raises Conflict: if the key belongs to another call
    """
    listing = PooledListing.objects.filter(pk=listing_id, closed_at__isnull=True).first()
    is_member = listing is not None and is_contributor(listing.alliance_id, organisation_id)
    if listing is None or not is_member or not actor.belongs_to(organisation_id):
        raise NotFound(_("There is no such common product."), field="listing")
    require(may_announce(actor, organisation_id), _("You may not announce goods for this cooperative."))
    _demand_sensible(listing, variant_id, quantity, needed_date, note, key, today=timezone.localdate(now))
    # The unique key decides, not a look beforehand: of two presses at once the second waits, and finds the first.
    call, is_new = SupplyCall.objects.get_or_create(
        key=key,
        defaults={
            "listing": listing,
            "variant_id": variant_id,
            "quantity": quantity,
            "needed_date": needed_date,
            "note": note.strip(),
            "opened_at": now,
        },
    )
    if call.listing_id != listing_id:
        raise Conflict(_("Something else was asked for under this key."), field="key")
    if is_new:
        bus.publish(SupplyCalled(call_id=call.pk, alliance_id=listing.alliance_id, happened_at=now))
    return call


def _demand_sensible(
    listing: PooledListing,
    variant_id: int,
    quantity: int,
    needed_date: date,
    note: str,
    key: str,
    *,
    today: date,
) -> None:
    if not 1 <= len(key) <= 80 or len(note.strip()) > 300:
        raise InvalidInput(_("A note has at most 300 letters."), field="note")
    if not Variant.objects.filter(pk=variant_id, product=listing.product_id, is_active=True).exists():
        raise NotFound(_("There is no such common product."), field="variant")
    if not 1 <= quantity <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field="quantity"
        )
    if not today <= needed_date <= today + FARTHEST:
        raise InvalidInput(_("Please choose a day to come."), field="needed_date")


@transaction.atomic
def supply_call_close(*, actor: Actor, organisation_id: int, call_id: int, now: datetime) -> SupplyCall:
    """
    End a call; what was promised stays promised. Ending it again changes nothing.

    :raises NotFound: if there is none in an alliance of the actor's cooperative
    :raises NotAllowed: if the actor may not speak for the cooperative's goods
    """
    call = (
        SupplyCall.objects.select_for_update(of=("self",))
        .select_related("listing")
        .filter(pk=call_id)
        .first()
    )
    is_member = call is not None and is_contributor(call.listing.alliance_id, organisation_id)
    if call is None or not is_member or not actor.belongs_to(organisation_id):
        raise NotFound(_("There is no such call."), field="call")
    require(may_announce(actor, organisation_id), _("You may not announce goods for this cooperative."))
    if call.closed_at is None:
        call.closed_at = now
        call.save(update_fields=["closed_at"])
    return call
