"""Send what is not packed yet to another door."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment
from logistics.states import FulfilmentState
from marketplace.kernel.errors import IllegalMove

_NO_LABEL_YET = frozenset({FulfilmentState.RELEASED, FulfilmentState.ALLOCATED, FulfilmentState.PICKING})


@transaction.atomic
def fulfilment_readdress(*, reference: str, recipient: Mapping[str, str], language: str) -> None:
    """
    Change to whom goes what a reference asked for; nothing to do if nothing was asked for yet.

    :raises IllegalMove: if the parcel is packed: its label bears the address
    """
    row = Fulfilment.objects.select_for_update(no_key=True).filter(reference=reference).first()
    if row is None:
        return
    if row.state not in _NO_LABEL_YET:
        raise IllegalMove(_("The parcel is packed; its label bears the address."), field="shipping_address")
    row.recipient, row.language = dict(recipient), language
    row.save(update_fields=["recipient", "language"])
