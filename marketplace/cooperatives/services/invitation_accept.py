"""Somebody takes the role that they were offered on their phone."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.cooperatives.events import MembershipChanged
from marketplace.cooperatives.models.joining import Invitation
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from marketplace.outbox import bus


@transaction.atomic
def invitation_accept(*, actor: Actor, invitation_id: int, now: datetime) -> Membership:
    """
    Take the role; the person proves that the phone is theirs by having verified it.

    :raises NotFound: if there is no such invitation, or it has ended
    :raises NotAllowed: if the actor is nobody, or has not verified the phone that was invited
    :raises IllegalMove: if the organisation is closed
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=invitation_id, closed_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        raise NotFound(_("This invitation has ended. Please ask for a new one."), field="invitation")
    person = User.objects.filter(
        pk=actor.user_id or 0, is_active=True, phone=invitation.phone, phone_verified_at__isnull=False
    ).first()
    if person is None:
        raise NotAllowed(_("This invitation was sent to another phone. Please sign in with that one."))
    if invitation.organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    invitation.closed_at = now
    invitation.accepted_by = person
    invitation.save(update_fields=["closed_at", "accepted_by"])
    membership, is_new = Membership.objects.get_or_create(
        organisation=invitation.organisation,
        user=person,
        role=invitation.role,
        defaults={"since_date": timezone.localdate(now)},
    )
    if is_new:
        bus.publish(
            MembershipChanged(
                organisation_id=invitation.organisation_id,
                user_id=membership.user_id,
                role=membership.role,
                is_granted=True,
                happened_at=now,
            )
        )
    return membership
