"""Take the next number of the range that a postal carrier has given us."""

from django.db.models import F
from django.utils.translation import gettext as _

from logistics.models.delivery import TrackingRange
from marketplace.kernel.checkdigits import s10_make
from marketplace.kernel.errors import Conflict


def tracking_number_for(carrier_id: int) -> str:
    """
    Return a carrier's next S10 number; empty if this carrier has given us none (ours is used then).

    :raises Conflict: if its range is used up
    """
    number_range = TrackingRange.objects.filter(carrier=carrier_id).select_for_update(no_key=True).first()
    if number_range is None:
        return ""
    if number_range.next_serial > number_range.last_serial:
        raise Conflict(
            _("The tracking numbers of this carrier are used up. Ask it for a new range."), field="carrier"
        )
    TrackingRange.objects.filter(pk=number_range.pk).update(next_serial=F("next_serial") + 1)
    return s10_make(
        service=number_range.service, serial=number_range.next_serial, country=number_range.country
    )
