"""A cooperative sells a harvest before it is there, and stops doing so."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.events import PreorderMoved
from catalog.models.pooled import PooledListing
from catalog.models.preorder import Preorder
from catalog.models.product import Variant
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

MOST: Final = 100_000
# Whoever orders waits for one harvest, not for the one after it
LONGEST: Final = timedelta(days=366)


@transaction.atomic
def preorder_set(
    *, actor: Actor, variant_id: int, most: int, until_date: date, arrives_date: date | None, now: datetime
) -> Preorder:
    """
    Let so many units of a variant be ordered until a day, to arrive on another; saying it again changes it.

    What is ordered stays ordered. If the harvest comes on another day, those who ordered are told and their parcels
    wait for it.

    :param most: units in all, those that are ordered already among them
    :param arrives_date: None: on the day that was said before, or else on the last day to order
    :raises NotFound: if there is no such variant, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if several cooperatives bring its goods
    :raises InvalidInput: if the number or a day cannot be used
    """
    product_id = _writable(actor, variant_id)
    if PooledListing.objects.filter(product=product_id).exists():
        raise IllegalMove(_("What several cooperatives sell in common is not pre-ordered."), field="variant")
    known = _running(variant_id)
    if known is not None and known.until_date < timezone.localdate(now):
        _end(known, now)
        known = None
    if arrives_date is None:
        arrives_date = max(until_date, known.arrives_date) if known else until_date
    _demand_days(until_date, arrives_date, timezone.localdate(now))
    sold = known.taken if known else 0
    if not max(sold, 1) <= most <= MOST:
        raise InvalidInput(
            _("Please choose a number from %(least)d to %(most)d.") % {"least": max(sold, 1), "most": MOST},
            field="most",
        )
    row = known or Preorder(variant_id=variant_id)
    was = row.arrives_date if row.taken else None
    row.most, row.until_date, row.arrives_date = most, until_date, arrives_date
    row.set_by, row.set_at = actor.name, now
    row.save()
    if was not in (None, arrives_date):
        bus.publish(
            PreorderMoved(
                preorder_id=row.pk, arrives=arrives_date.isoformat(), was=was.isoformat(), happened_at=now
            )
        )
    return row


@transaction.atomic
def preorder_end(*, actor: Actor, variant_id: int, now: datetime) -> None:
    """
    Take no more pre-orders; what is ordered stays ordered. Ending it again changes nothing.

    :raises NotFound: if there is no such variant, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the product
    """
    _writable(actor, variant_id)
    known = _running(variant_id)
    if known is not None:
        _end(known, now)


def _end(row: Preorder, now: datetime) -> None:
    row.ended_at = now
    row.save(update_fields=["ended_at"])


def _running(variant_id: int) -> Preorder | None:
    """Lock the pre-order that stands, so that nobody is promised something by it meanwhile."""
    rows = Preorder.objects.select_for_update(no_key=True).filter(variant=variant_id, ended_at=None)
    return rows.first()


def _writable(actor: Actor, variant_id: int) -> int:
    variant = Variant.objects.filter(pk=variant_id, is_active=True).first()
    if variant is None:
        raise NotFound(_("There is no such product."), field="variant")
    product = product_locked(actor=actor, product_id=variant.product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    return product.pk


def _demand_days(until_date: date, arrives_date: date, today: date) -> None:
    if until_date < today:
        raise InvalidInput(_("Please choose a day that is still to come."), field="until_date")
    if arrives_date < until_date:
        raise InvalidInput(_("The goods arrive after the last day to order."), field="arrives_date")
    if arrives_date > today + LONGEST:
        raise InvalidInput(_("Please choose a day within a year."), field="arrives_date")
