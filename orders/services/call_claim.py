"""Take the next customer who is to be called: one caller takes one, and nobody else gets the same."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.calling import CLAIM, in_calling_hours
from orders.cod_states import CallState
from orders.models.cod import ConfirmationCall
from orders.policies import may_call_customers


@transaction.atomic
def call_claim(*, actor: Actor, now: datetime) -> ConfirmationCall | None:
    """
    Give the actor the call that is due the longest, or the one that they have taken already; None: nobody waits.

    It is theirs for ten minutes; whoever closes the page without a word leaves it to the next after that. At night
    nobody is called.

    :raises NotAllowed: if the actor does not call customers
    """
    require(may_call_customers(actor), _("Only staff in charge of orders call customers."))
    waiting = ConfirmationCall.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=CallState.WAITING
    )
    own = waiting.filter(claimed_by=actor.user_id, claimed_until__gt=now).order_by("claimed_until", "pk")
    call = own.first()
    if call is None and in_calling_hours(now) == now:
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        call = waiting.filter(free, due_at__lte=now).order_by("due_at", "pk").first()
    if call is None:
        return None
    call.claimed_by_id, call.claimed_until = actor.user_id, now + CLAIM
    call.save(update_fields=["claimed_by", "claimed_until"])
    return call


@transaction.atomic
def call_leave(*, actor: Actor, call_id: int) -> None:
    """Leave a call that one has taken to the others; what is not the actor's stays as it is."""
    ConfirmationCall.objects.filter(pk=call_id, claimed_by=actor.user_id, state=CallState.WAITING).update(
        claimed_by=None, claimed_until=None
    )
