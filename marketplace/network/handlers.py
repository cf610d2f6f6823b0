"""What people are told while their organisation joins, and when one of its papers ends."""

from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.cooperatives.events import InvitationSent, OrganisationMoved, PaperEnds
from marketplace.cooperatives.models.joining import Invitation
from marketplace.cooperatives.selectors import officers_of, organisations_named
from marketplace.cooperatives.states import IdentifierKind, VerificationState
from marketplace.kernel.formats import format_date
from marketplace.network.links import file_url, invitation_url, papers_url
from marketplace.notifications.services.notify import notify
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens

# Steps that others take for the organisation, and that its officers wait for
TOLD = frozenset(
    {
        VerificationState.NEEDS_CHANGES,
        VerificationState.VERIFIED,
        VerificationState.ACTIVE,
        VerificationState.SUSPENDED,
    }
)


@listens(InvitationSent, name="network.send_invitation")
def send_invitation(event: InvitationSent, *, now: datetime) -> None:
    """Write to the phone that was invited; an invitation that ended meanwhile is not sent."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=event.invitation_id, closed_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        return
    language = invitation.language
    with translation.override(language):
        inviter = invitation.invited_by.full_name if invitation.invited_by else ""
        context = {
            "inviter": inviter or _("The marketplace"),
            "organisation": invitation.organisation.name(language),
            "url": invitation_url(invitation.pk, language),
            "until": format_date(invitation.expires_at.date(), language),
        }
    notify(
        key=f"invitation:{invitation.pk}:sms",
        channel=Channel.SMS,
        to=invitation.phone,
        language=language,
        template="invitation",
        context=context,
        now=now,
    )


@listens(OrganisationMoved, name="network.tell_verification")
def tell_verification(event: OrganisationMoved, *, now: datetime) -> None:
    """Tell the officers the verdict, and why."""
    if event.after not in TOLD:
        return
    officers = list(officers_of(event.organisation_id).filter(is_active=True))
    cooperative = organisations_named([event.organisation_id])[event.organisation_id]
    context = {}
    for language in _languages(officers):
        with translation.override(language):
            context[language] = {
                "cooperative": cooperative.name(language),
                "result": str(VerificationState(event.after).label),
                "reason": event.reason or _("everything is in order"),
                "url": file_url(language),
            }
    notify_people(
        people=officers,
        key=f"organisation:{event.organisation_id}:{event.after}:{event.happened_at.isoformat()}",
        template="verification_result",
        context=context,
        prefer=BY_PHONE,
        now=now,
    )


@listens(PaperEnds, name="network.tell_paper_ends")
def tell_paper_ends(event: PaperEnds, *, now: datetime) -> None:
    """Tell the officers that a paper ends, or has ended, in time to get a new one."""
    officers = list(officers_of(event.organisation_id).filter(is_active=True))
    cooperative = organisations_named([event.organisation_id])[event.organisation_id]
    context = {}
    for language in _languages(officers):
        with translation.override(language):
            context[language] = {
                "cooperative": cooperative.name(language),
                "document": str(IdentifierKind(event.kind).label),
                "expires_on": format_date(date.fromisoformat(event.expires_date), language),
                "url": papers_url(language),
            }
    notify_people(
        people=officers,
        key=f"paper:{event.identifier_id}:{event.expires_date}:{event.warning_days}",
        template="document_expiring",
        context=context,
        prefer=BY_PHONE,
        now=now,
    )


def _languages(people: list[User]) -> set[str]:
    return {person.language for person in people}
