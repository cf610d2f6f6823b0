"""Presidents hear that their cooperative is asked to join an alliance, and that something is put to the vote."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import translation
from django.utils.timezone import localdate

from marketplace.accounts.models import User
from marketplace.cooperatives.events import AllianceInvited, ProposalOpened
from marketplace.cooperatives.models.alliance import AllianceInvitation, Proposal
from marketplace.cooperatives.states import ProposalKind, ProposalState, Role
from marketplace.kernel.formats import format_date
from marketplace.network.links import alliance_url, alliances_url
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens


@listens(AllianceInvited, name="network.tell_alliance_invited")
def tell_alliance_invited(event: AllianceInvited, *, now: datetime) -> None:
    """Tell the presidents who asks them; an invitation that was answered or ended meanwhile is told to nobody."""
    row = (
        AllianceInvitation.objects.select_related("alliance")
        .filter(pk=event.invitation_id, answered_at=None)
        .first()
    )
    if row is None:
        return

    def values(language: str) -> Mapping[str, object]:
        return {"alliance": row.alliance.name(language), "url": alliances_url(language)}

    _tell_presidents([row.organisation_id], f"alliance-invitation:{row.pk}", "alliance_invited", values, now)


@listens(ProposalOpened, name="network.tell_proposal_opened")
def tell_proposal_opened(event: ProposalOpened, *, now: datetime) -> None:
    """Tell the presidents of those who may vote what it is about and until when; whoever proposed it knows."""
    row = (
        Proposal.objects.select_related("alliance")
        .filter(pk=event.proposal_id, state=ProposalState.OPEN, deadline_at__gt=now)
        .first()
    )
    if row is None:
        return

    def values(language: str) -> Mapping[str, object]:
        return {
            "alliance": row.alliance.name(language),
            "subject": row.text or str(ProposalKind(row.kind).label),
            "until": format_date(localdate(row.deadline_at), language),
            "url": alliance_url(row.alliance_id, language),
        }

    others = [key for key in row.electorate if key != row.proposed_by_id]
    _tell_presidents(others, f"proposal:{row.pk}", "proposal_opened", values, now)


def _tell_presidents(
    organisation_ids: list[int],
    key: str,
    template: str,
    values: Callable[[str], Mapping[str, object]],
    now: datetime,
) -> None:
    people = list(
        User.objects.filter(
            is_active=True,
            memberships__organisation_id__in=organisation_ids,
            memberships__role=Role.PRESIDENT,
        )
        .distinct()
        .order_by("pk")
    )
    context = {}
    for language in {person.language for person in people}:
        with translation.override(language):
            context[language] = values(language)
    notify_people(people=people, key=key, template=template, context=context, prefer=BY_PHONE, now=now)
