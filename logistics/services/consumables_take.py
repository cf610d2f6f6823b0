"""Take pieces of packaging out of the store at what they cost on average."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from logistics.models.processing import Consumable, ConsumableMove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import OutOfStock
from marketplace.kernel.money import BASE_CURRENCY, Money


def consumables_take(
    wanted: Mapping[int, int], *, reference: str, field: str, actor: Actor, now: datetime
) -> Money:
    """
    Take pieces of packaging (key -> pieces) within the caller's transaction; return what they cost.

    The cost is the share of the value that stands there, rounded once; the last piece takes what is left, so all that
    was paid leaves sooner or later, to the centime.

    :raises OutOfStock: if less is there than is needed; somebody must count it or order more
    """
    items = Consumable.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    cost = Money.zero(BASE_CURRENCY)
    for item in items:
        pieces = wanted[item.pk]
        if pieces > item.quantity:
            raise OutOfStock(
                _("There is not enough of %(item)s: %(count)s are needed.")
                % {"item": item.code, "count": pieces},
                field=field,
            )
        share = consumable_leave(item, pieces=pieces)
        ConsumableMove.objects.create(
            consumable=item,
            quantity=-pieces,
            cost_minor=-share.minor,
            reference=reference,
            actor=actor.name,
            happened_at=now,
        )
        cost += share
    return cost


def consumable_leave(item: Consumable, *, pieces: int) -> Money:
    """Take pieces that are there off a kind of packaging, which the caller has locked; return what they cost."""
    share = item.value.portion(pieces, item.quantity)
    item.quantity -= pieces
    item.value -= share
    item.save(update_fields=["quantity", "value_minor"])
    return share
