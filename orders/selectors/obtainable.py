"""What of some lines can be bought today, and why the rest cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.selectors.offers import offers, why_not_text
from logistics.selectors.stock import available
from marketplace.channels.models import Channel


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A line that cannot be bought again; `code` is the machine's word for why."""

    line_id: int
    variant_id: int
    code: str
    message: str


def obtainable(
    channel: Channel, lines: Sequence[tuple[int, int, int]], now: datetime
) -> tuple[dict[int, int], tuple[Unavailable, ...]]:
    """
    Return what of some lines (line, variant, quantity) a channel sells today, and what is missing, in two statements.

    Of what is scarce as many are obtainable as are left, and the line is named among the missing ones.
    """
    variant_ids = [variant_id for _line, variant_id, _quantity in lines]
    found, left = offers(variant_ids, channel, at=now), available(variant_ids)
    wanted: dict[int, int] = {}
    missing = []
    for line_id, variant_id, quantity in lines:
        offer, free = found.get(variant_id), max(left.get(variant_id, 0), 0)
        free = offer.left(free) if offer is not None else free
        if offer is None:
            reason = ("NOT_FOUND", _("This product is not on sale any more."))
        elif not offer.is_buyable:
            reason = ("UNAVAILABLE_VARIANT_IN_CHANNEL", why_not_text(offer.why_not, offer.back_date))
        elif free < quantity:
            reason = ("INSUFFICIENT_STOCK", _("Insufficient product stock."))
        else:
            wanted[variant_id] = quantity
            continue
        if offer is not None and offer.is_buyable and free:
            wanted[variant_id] = free
        missing.append(Unavailable(line_id, variant_id, *reason))
    return wanted, tuple(missing)
