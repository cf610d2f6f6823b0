"""Tell the hub that nothing is to be collected at the door any more."""

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment
from logistics.states import NOT_TOLD_YET
from marketplace.kernel.errors import IllegalMove


@transaction.atomic
def fulfilment_cash_waive(*, reference: str) -> None:
    """
    Let the carrier collect nothing for what goes out under a reference; nothing to do if nothing was asked for yet.

    :raises IllegalMove: if the parcel is packed: the sum to collect stands on its label
    """
    row = Fulfilment.objects.select_for_update(no_key=True).filter(reference=reference).first()
    if row is None or not row.cash_due_minor:
        return
    if row.state not in NOT_TOLD_YET:
        raise IllegalMove(_("The parcel is packed; its label says what to collect."), field="order")
    row.cash_due_minor = 0
    row.save(update_fields=["cash_due_minor"])
