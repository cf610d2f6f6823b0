"""A president gives a person a role."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.cooperatives.events import MembershipChanged
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.policies import may_grant
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import Role, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def membership_grant(
    *, actor: Actor, organisation_id: int, user_id: int, role: str, now: datetime
) -> Membership:
    """
    Give a person a role in an organisation; giving it again changes nothing.

    :raises NotFound: if there is no such organisation or person, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither its president nor of the staff for people
    :raises IllegalMove: if the organisation is closed
    :raises InvalidInput: if the role is unknown
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_grant(actor, organisation_id), _("Only the president may give roles."))
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    if role not in Role.values:
        raise InvalidInput(_("This role is not one of ours."), field="role")
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        raise NotFound(_("There is no such person."), field="user")
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation,
        user_id=user_id,
        role=role,
        defaults={"since_date": timezone.localdate(now)},
    )
    if is_new:
        bus.publish(
            MembershipChanged(
                organisation_id=organisation_id,
                user_id=user_id,
                role=role,
                is_granted=True,
                happened_at=now,
            )
        )
    return membership
