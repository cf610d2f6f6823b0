"""A cooperative that was asked to belong to an alliance says yes or no."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.alliance import AllianceInvitation, AllianceStep
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.states import ALLIANCE_FLOW, AllianceState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require

_JOINABLE = (AllianceState.PROPOSED, AllianceState.ACTIVE)


@transaction.atomic
def alliance_answer(*, actor: Actor, invitation_id: int, accepts: bool, now: datetime) -> Alliance:
    """
    Note the answer; who accepts is a member. The alliance is at work once nobody is left to answer.

    If all others decline, nothing comes of it.

    :raises NotFound: if there is no such invitation, or it is not the actor's cooperative that was asked
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if it was answered already, the cooperative may not sell, or the alliance has ended
    """
    known = AllianceInvitation.objects.filter(pk=invitation_id).first()
    if known is None or not actor.belongs_to(known.organisation_id):
        raise NotFound(_("There is no such invitation."), field="invitation")
    require(
        may_ally(actor, known.organisation_id),
        _("Only the president speaks for the cooperative in an alliance."),
    )
    alliance = Alliance.objects.select_for_update(of=("self",)).get(pk=known.alliance_id)
    invitation = AllianceInvitation.objects.select_related("organisation").get(pk=invitation_id)
    if invitation.answered_at is not None or alliance.state not in _JOINABLE:
        raise IllegalMove(_("This was answered already."), field="invitation")
    if accepts and not invitation.organisation.may_sell:
        raise IllegalMove(_("Your cooperative may not sell yet."), field="organisation")
    invitation.answered_at, invitation.is_accepted, invitation.answered_by_id = now, accepts, actor.user_id
    invitation.save(update_fields=["answered_at", "is_accepted", "answered_by"])
    if accepts:
        alliance.members.add(invitation.organisation_id)
        AllianceStep.objects.create(
            alliance=alliance, state=alliance.state, organisation=invitation.organisation, has_joined=True,
            actor=actor.name, happened_at=now,
        )  # fmt: skip
    if alliance.state == AllianceState.PROPOSED:
        _begin_if_complete(alliance, actor=actor, now=now)
    return alliance


def _begin_if_complete(alliance: Alliance, *, actor: Actor, now: datetime) -> None:
    if AllianceInvitation.objects.filter(alliance=alliance, answered_at__isnull=True).exists():
        return
    is_alone = alliance.members.count() < 2
    alliance_move(
        alliance, AllianceState.ABANDONED if is_alone else AllianceState.ACTIVE, actor=actor, now=now
    )


def alliance_move(alliance: Alliance, after: AllianceState, *, actor: Actor, now: datetime) -> None:
    """
    Take a locked alliance to its next state and write the step down.

    :raises IllegalMove: if that may not follow
    """
    ALLIANCE_FLOW.check(AllianceState(alliance.state), after)
    alliance.state = after
    alliance.save(update_fields=["state"])
    AllianceStep.objects.create(alliance=alliance, state=after, actor=actor.name, happened_at=now)
