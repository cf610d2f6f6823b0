"""The staff shows collections in channels, or hides them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.collection import Collection, CollectionListing
from catalog.policies import may_write_collections
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require


class SaidTwice(InvalidInput):
    """One channel was named twice."""

    code = "DUPLICATED_INPUT_ITEM"


@dataclass(frozen=True, slots=True)
class Showing:
    """How a collection stands in a channel; None leaves a part as it is. Shown without a moment means from now on."""

    channel_id: int
    is_published: bool | None = None
    published_at: datetime | None = None


@transaction.atomic
def collection_show(
    *,
    actor: Actor,
    collection_id: int,
    showings: Sequence[Showing],
    hidden_channel_ids: Sequence[int] = (),
    now: datetime,
) -> Collection:
    """
    Say where a collection is shown; from hidden channels it goes altogether.

    :raises NotAllowed: if the actor does not look after products
    :raises NotFound: if there is no such collection or channel
    :raises SaidTwice: if a channel is named twice
    """
    require(may_write_collections(actor), _("Only the staff for products may write collections."))
    row = Collection.objects.select_for_update().filter(pk=collection_id).first()
    if row is None:
        raise NotFound(_("There is no such collection."), field="id")
    named = [each.channel_id for each in showings] + list(hidden_channel_ids)
    if len(set(named)) != len(named):
        raise SaidTwice(_("A channel is named twice."), field="channels")
    if Channel.objects.filter(pk__in=named).count() != len(named):
        raise NotFound(_("There is no such channel."), field="channels")
    row.listings.filter(channel_id__in=list(hidden_channel_ids)).delete()
    for each in showings:
        listing = row.listings.filter(channel_id=each.channel_id).first()
        listing = listing or CollectionListing(collection=row, channel_id=each.channel_id)
        if each.is_published is not None:
            listing.is_published = each.is_published
        if each.published_at is not None:
            listing.published_at = each.published_at
        if listing.is_published and listing.published_at is None:
            listing.published_at = now
        listing.save()
    row.updated_at = now
    row.save(update_fields=["updated_at"])
    return row
