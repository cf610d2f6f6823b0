"""Each night: the transfers that the card processor made against the payouts that were ordered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.gateways.base import TransferGateway
from orders.models.bank import Break
from orders.models.transfer import PayoutTransfer
from orders.policies import may_confirm_payment
from orders.services.break_rows import break_open
from orders.services.payout_transfer import transfer_apply
from orders.states import BreakReason, BreakSource, WorkState

LOOK_BACK = timedelta(days=30)
LIMIT = 5000


def transfers_reconcile(*, actor: Actor, gateway: TransferGateway, now: datetime) -> int:
    """
    Apply what no webhook told, open a break for each transfer that no payout ordered, and try again what was given up.

    Return how many transfers are nobody's.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises ProcessorUnreachable: if the processor does not answer
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    strange = 0
    for picture in gateway.transfers_since(timestamp=int((now - LOOK_BACK).timestamp()), limit=LIMIT):
        if transfer_apply(actor=actor, picture=picture, now=now) is None:
            strange += 1
            _open(picture.transfer_reference, picture.amount.minor, picture.amount.currency, now)
    # Its first step is to ask whether an earlier attempt got through
    PayoutTransfer.objects.filter(state=WorkState.DEAD).update(state=WorkState.DUE, attempts=1, due_at=now)
    return strange


@transaction.atomic
def _open(reference: str, found_minor: int, currency: str, now: datetime) -> None:
    break_open(
        Break(
            key=f"transfer:{reference}",
            source=BreakSource.CARD,
            reason=BreakReason.NOT_IN_BOOKS,
            subject=f"transfer:{reference}"[:80],
            found_minor=found_minor,
            currency=currency,
        ),
        now=now,
    )
