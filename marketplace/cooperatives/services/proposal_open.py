"""A member puts something to the vote of its alliance, and may take it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.alliances import rule_of
from marketplace.cooperatives.events import ProposalOpened
from marketplace.cooperatives.models.alliance import Proposal
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.proposing import effect_read
from marketplace.cooperatives.services.alliance_locked import alliance_locked
from marketplace.cooperatives.states import ProposalKind, ProposalState, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# Time enough to ask one's own members, and an end in sight
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=60)
# So that a vote is not drowned in others
MOST_OPEN = 10


@transaction.atomic
def proposal_open(
    *,
    actor: Actor,
    organisation_id: int,
    alliance_id: int,
    kind: str,
    effect: Mapping[str, Any],
    text: str,
    deadline_at: datetime,
    key: str,
    now: datetime,
) -> Proposal:
    """
    Ask all members of today for their vote, each cooperative one; the same key again returns the first proposal.

    :param effect: what takes effect when it passes, by kind (`proposing.effect_read`)
    :raises NotFound: if there is no such alliance of the actor's cooperative
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if the alliance is not at work, or too much is put to the vote already
    :raises InvalidInput: naming what cannot be proposed
    :raises Conflict: if the key belongs to another's proposal
    """
    alliance, members = alliance_locked(actor=actor, alliance_id=alliance_id, organisation_id=organisation_id)
    known = _known(key, alliance_id, organisation_id)
    if known is not None:
        return known
    said = text.strip()
    _demand_sensible(kind, said, deadline_at, now)
    if Proposal.objects.filter(alliance=alliance, state=ProposalState.OPEN).count() >= MOST_OPEN:
        raise IllegalMove(_("Too much is put to the vote already. Please wait."), field="alliance")
    read = effect_read(kind, effect, members=members, seller_id=alliance.seller_id or 0)
    if kind == ProposalKind.ADMIT:
        _demand_seller(read["organisation_id"])
    proposal = Proposal.objects.create(
        alliance=alliance,
        key=key,
        kind=kind,
        text=said,
        effect=read,
        proposed_by_id=organisation_id,
        electorate=members,
        quorum_percent=rule_of(alliance_id, at=now).quorum_percent,
        opened_at=now,
        deadline_at=deadline_at,
    )
    bus.publish(ProposalOpened(proposal_id=proposal.pk, happened_at=now))
    return proposal


def _known(key: str, alliance_id: int, organisation_id: int) -> Proposal | None:
    """Return what was proposed under a key; it must be the same cooperative's."""
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A proposal needs a key of at most 80 characters."), field="key")
    known = Proposal.objects.filter(key=key).first()
    if known is not None and (known.alliance_id, known.proposed_by_id) != (alliance_id, organisation_id):
        raise Conflict(_("Something else was proposed under this key."), field="key")
    return known


def _demand_sensible(kind: str, said: str, deadline_at: datetime, now: datetime) -> None:
    if len(said) > 500 or (kind == ProposalKind.OTHER and not said):
        raise InvalidInput(_("Say in a few words what you propose (500 letters at most)."), field="text")
    if not now + SHORTEST <= deadline_at <= now + LONGEST:
        raise InvalidInput(_("The vote ends between one and sixty days from now."), field="deadline")


def _demand_seller(organisation_id: int) -> None:
    rows = Organisation.objects.filter(pk=organisation_id, state=VerificationState.ACTIVE, is_seller=True)
    if not rows.exists():
        raise InvalidInput(_("Please choose a cooperative that sells."), field="organisation")


@transaction.atomic
def proposal_withdraw(*, actor: Actor, proposal_id: int, now: datetime) -> Proposal:
    """
    Take a proposal back before it is decided.

    :raises NotFound: if there is none, or it is another cooperative's
    :raises NotAllowed: if the actor is not the president
    :raises IllegalMove: if it is decided
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id).first()
    if proposal is None or not actor.belongs_to(proposal.proposed_by_id):
        raise NotFound(_("There is no such proposal."), field="proposal")
    require(
        may_ally(actor, proposal.proposed_by_id),
        _("Only the president speaks for the cooperative in an alliance."),
    )
    if proposal.state != ProposalState.OPEN:
        raise IllegalMove(_("The vote is over."), field="proposal")
    proposal.state, proposal.closed_at = ProposalState.WITHDRAWN, now
    proposal.save(update_fields=["state", "closed_at"])
    return proposal
