"""A president asks somebody to work with the organisation; the staff asks its first president."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import InvitationSent
from marketplace.cooperatives.models.joining import Invitation
from marketplace.cooperatives.policies import may_grant, may_invite
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import Role, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.phones import parse_phone
from marketplace.kernel.policy import require
from marketplace.outbox import bus

VALID_FOR = timedelta(days=14)
# So that nobody uses us to write to the whole country
MOST_OPEN = 20


@transaction.atomic
def invitation_send(
    *, actor: Actor, organisation_id: int, phone: str, role: str, language: str, now: datetime
) -> Invitation:
    """
    Offer a role to whoever reads messages on this phone, for two weeks; asking again sends a new message.

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither its president nor of the staff for it
    :raises IllegalMove: if the organisation is closed, or too many invitations are open
    :raises InvalidInput: if the phone or the role is none
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_invite(actor, organisation_id), _("Only the president may invite people."))
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    if role not in Role.values:
        raise InvalidInput(_("This role is not one of ours."), field="role")
    number = parse_phone(phone)
    waiting = Invitation.objects.filter(organisation=organisation, closed_at__isnull=True)
    waiting.filter(expires_at__lte=now).update(closed_at=now)
    waiting.filter(phone=number, role=role).update(closed_at=now)
    if waiting.count() >= MOST_OPEN:
        raise IllegalMove(_("Too many invitations are open. Please wait or withdraw one."), field="phone")
    invitation = Invitation.objects.create(
        organisation=organisation,
        phone=number,
        role=role,
        language=language,
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    bus.publish(InvitationSent(invitation_id=invitation.pk, organisation_id=organisation_id, happened_at=now))
    return invitation


@transaction.atomic
def invitation_withdraw(*, actor: Actor, invitation_id: int, now: datetime) -> None:
    """
    Take an invitation back; taking back what has ended changes nothing.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither president nor of the staff for it
    """
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None or not (actor.belongs_to(invitation.organisation_id) or may_invite(
        actor, invitation.organisation_id
    )):  # fmt: skip
        raise NotFound(_("There is no such invitation."), field="invitation")
    require(may_grant(actor, invitation.organisation_id) or may_invite(actor, invitation.organisation_id),
            _("Only the president may invite people."))  # fmt: skip
    Invitation.objects.filter(pk=invitation_id, closed_at__isnull=True).update(closed_at=now)
