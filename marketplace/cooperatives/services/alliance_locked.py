"""Lock an alliance for a change by one of its members."""

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require


def alliance_locked(*, actor: Actor, alliance_id: int, organisation_id: int) -> tuple[Alliance, list[int]]:
    """
    Lock an active alliance in which the actor's cooperative is a member; return it and its members' ids in order.

    :raises NotFound: if there is none, or the cooperative is no member of it, or is not the actor's
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if the alliance is not at work
    """
    alliance = Alliance.objects.select_for_update(of=("self",)).filter(pk=alliance_id).first()
    members = list(alliance.members.order_by("pk").values_list("pk", flat=True)) if alliance else []
    if alliance is None or not actor.belongs_to(organisation_id) or organisation_id not in members:
        raise NotFound(_("There is no such alliance."), field="alliance")
    require(
        may_ally(actor, organisation_id), _("Only the president speaks for the cooperative in an alliance.")
    )
    if alliance.state != AllianceState.ACTIVE:
        raise IllegalMove(_("This alliance is not at work."), field="alliance")
    return alliance, members
