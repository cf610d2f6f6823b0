"""A cooperative leaves its alliance: it brings nothing more; what is sold of its goods is still paid to it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.alliance import AllianceStep
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.services.alliance_locked import alliance_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove


@transaction.atomic
def alliance_leave(*, actor: Actor, organisation_id: int, alliance_id: int, now: datetime) -> None:
    """
    End a membership by the member's own will.

    :raises NotFound: if there is no such alliance of the actor's cooperative
    :raises NotAllowed: if the actor is not its president
    :raises IllegalMove: if the alliance is not at work, sells in this member's name, or has but two members
    """
    alliance, members = alliance_locked(actor=actor, alliance_id=alliance_id, organisation_id=organisation_id)
    if alliance.seller_id == organisation_id:
        raise IllegalMove(_("The alliance sells in your name. Propose to end it instead."), field="alliance")
    if len(members) <= 2:
        raise IllegalMove(_("Two are left: propose to end the alliance instead."), field="alliance")
    membership_end(alliance, organisation_id, actor=actor, now=now)


def membership_end(alliance: Alliance, organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a member out of a locked alliance and write the step down."""
    alliance.members.remove(organisation_id)
    AllianceStep.objects.create(
        alliance=alliance, state=alliance.state, organisation_id=organisation_id, has_joined=False,
        actor=actor.name, happened_at=now,
    )  # fmt: skip
