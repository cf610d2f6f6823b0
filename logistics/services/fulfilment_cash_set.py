"""Tell the hub that another sum is to be collected at the door."""

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment
from logistics.states import NOT_TOLD_YET
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.money import Money


@transaction.atomic
def fulfilment_cash_set(*, reference: str, cash_due: Money) -> None:
    """
    Let the carrier collect this for what goes out under a reference ("order:<uuid>"); the goods stay as they are.

    :raises NotFound: if the hub was not asked for it
    :raises IllegalMove: if the parcel is packed: the sum to collect stands on its label
    """
    row = Fulfilment.objects.select_for_update(no_key=True).filter(reference=reference).first()
    if row is None:
        raise NotFound(_("The hub is not preparing this yet."), field="line")
    if row.state not in NOT_TOLD_YET:
        raise IllegalMove(_("The parcel is packed already."), field="line")
    row.cash_due_minor = cash_due.minor
    row.save(update_fields=["cash_due_minor"])
