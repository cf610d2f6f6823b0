"""A president lets a facilitator act for the organisation, and takes that back."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.cooperatives.events import AssistanceGranted
from marketplace.cooperatives.models.assistance import Assistance
from marketplace.cooperatives.policies import may_lend
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import LENT_ROLES, Consent, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.phones import parse_phone
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# Help that lasts longer is asked for again.
LONGEST = timedelta(days=366)


@transaction.atomic
def assistance_grant(
    *,
    actor: Actor,
    organisation_id: int,
    phone: str,
    roles: Collection[str],
    consent: str,
    ends_date: date,
    now: datetime,
) -> Assistance:
    """
    Let the person of a phone act in these roles, to the end of a day; an earlier agreement with them ends.

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if the organisation is closed
    :raises InvalidInput: if nobody has verified that phone, a role is not one to lend, or the day is not to come
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_lend(actor, organisation_id), _("Only the president may let somebody act."))
    president = User.objects.get(pk=actor.user_id or 0)
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    facilitator = _facilitator(phone, president)
    _check(roles, consent)
    ends_at = timezone.make_aware(datetime.combine(ends_date, time.max))
    if not now < ends_at <= now + LONGEST:
        raise InvalidInput(_("Please choose a day within the next year."), field="ends_date")
    Assistance.objects.filter(
        organisation=organisation, facilitator=facilitator, ended_at__isnull=True
    ).update(ended_at=now)
    assistance = Assistance.objects.create(
        organisation=organisation,
        facilitator=facilitator,
        roles=sorted(set(roles)),
        consent=consent,
        consent_by=president,
        granted_at=now,
        ends_at=ends_at,
    )
    bus.publish(
        AssistanceGranted(assistance_id=assistance.pk, organisation_id=organisation_id, happened_at=now)
    )
    return assistance


@transaction.atomic
def assistance_end(*, actor: Actor, assistance_id: int, now: datetime) -> None:
    """
    End an assistance: the president, the facilitator and the staff who verify may; ending it again changes nothing.

    :raises NotFound: if there is none, or it is not the actor's to end
    """
    found = Assistance.objects.select_for_update().filter(pk=assistance_id).first()
    is_theirs = found is not None and (
        may_lend(actor, found.organisation_id)
        or found.facilitator_id == actor.user_id
        or actor.may(Permission.VERIFY_COOPERATIVES)
    )
    if not is_theirs:
        raise NotFound(_("There is no such agreement."), field="assistance")
    Assistance.objects.filter(pk=assistance_id, ended_at__isnull=True).update(ended_at=now)


def _facilitator(phone: str, president: User) -> User:
    person = User.objects.filter(
        phone=parse_phone(phone), phone_verified_at__isnull=False, is_active=True
    ).first()
    if person is None or person == president:
        raise InvalidInput(_("Nobody else has an account with this phone yet."), field="phone")
    return person


def _check(roles: Collection[str], consent: str) -> None:
    if not roles or not set(roles) <= {role.value for role in LENT_ROLES}:
        raise InvalidInput(_("Please choose what the person may do."), field="roles")
    if consent not in Consent.values:
        raise InvalidInput(_("Please say how you agreed."), field="consent")
