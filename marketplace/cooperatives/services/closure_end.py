"""A cooperative opens earlier than it had said."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.policies import may_close
from marketplace.cooperatives.services.closure_announce import closure_tell
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def closure_end(*, actor: Actor, organisation_id: int, closure_id: int, now: datetime) -> Closure:
    """
    Open today: a closure that has begun ends yesterday, any other was never meant. Doing it again changes nothing.

    :raises NotFound: if there is no such organisation or closure, or it is not the actor's
    :raises NotAllowed: if the actor is neither its president nor sells for it
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_close(actor, organisation_id), _("Only the president and whoever sells may open."))
    closure = Closure.objects.filter(organisation=organisation, pk=closure_id).first()
    if closure is None:
        raise NotFound(_("There is no such closure."), field="closure")
    today = timezone.localdate(now)
    if closure.withdrawn_at is not None or closure.until_date < today:
        return closure
    if closure.from_date < today:
        closure.until_date = today - timedelta(days=1)
    else:
        closure.withdrawn_at = now
    closure.save(update_fields=["until_date", "withdrawn_at"])
    closure_tell(closure, now)
    return closure
