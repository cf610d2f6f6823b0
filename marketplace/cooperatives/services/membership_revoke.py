"""A president takes a role back, or a person lays it down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import MembershipChanged
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.policies import may_grant
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import Role, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def membership_revoke(*, actor: Actor, organisation_id: int, user_id: int, role: str, now: datetime) -> None:
    """
    Take a role from a person; an organisation that is not closed keeps at least one president.

    :raises NotFound: if there is no such organisation or role, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither its president, nor of the staff for people, nor the person
    :raises IllegalMove: if this is the last president
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(
        may_grant(actor, organisation_id) or actor.user_id == user_id, _("Only the president may take roles.")
    )
    membership = Membership.objects.filter(organisation=organisation, user=user_id, role=role).first()
    if membership is None:
        raise NotFound(_("This person does not have this role."), field="role")
    if role == Role.PRESIDENT and organisation.state != VerificationState.CLOSED:
        presidents = Membership.objects.filter(organisation=organisation, role=Role.PRESIDENT).count()
        if presidents == 1:
            raise IllegalMove(_("An organisation keeps at least one president."), field="role")
    membership.delete()
    bus.publish(
        MembershipChanged(
            organisation_id=organisation_id, user_id=user_id, role=role, is_granted=False, happened_at=now
        )
    )
