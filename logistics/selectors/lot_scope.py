"""Which lots an actor may see, as a query set to page through."""

from django.db.models import Q, QuerySet

from logistics.models.lot import Lot
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission


def lots_seen_by(actor: Actor) -> QuerySet[Lot]:
    """Return all lots to hub management; else those that one's organisation owns, or one's hub took in."""
    rows = Lot.objects.all()
    if actor.may(Permission.MANAGE_HUB):
        return rows
    return rows.filter(Q(organisation__in=list(actor.roles)) | Q(warehouse__organisation__in=_hubs(actor)))


def sees_lots(actor: Actor) -> bool:
    """Say whether there may be lots that the actor could see at all."""
    return actor.may(Permission.MANAGE_HUB) or bool(actor.roles)


def _hubs(actor: Actor) -> list[int]:
    return [key for key, held in actor.roles.items() if Role.HUB in held or Role.PRESIDENT in held]
