"""The rounds in which a cooperative takes orders."""

from django.utils.translation import gettext as _

from catalog.models.order_cycle import OrderCycle
from catalog.policies import may_see
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


def order_cycles_of(*, actor: Actor, organisation_id: int) -> list[OrderCycle]:
    """
    Return what an organisation has said, the rule of all its goods first; one query.

    :raises NotAllowed: if the actor does not see its goods
    """
    require(may_see(actor, organisation_id), _("Only its own people see this."))
    rows = OrderCycle.objects.filter(organisation=organisation_id, ended_at=None).select_related("product")
    return sorted(rows, key=lambda row: (row.product_id or 0, row.pk))


def order_cycle_of_all(organisation_id: int) -> OrderCycle | None:
    """Return the round in which everything of an organisation is sold, for everybody to see; one query."""
    return OrderCycle.objects.filter(organisation=organisation_id, product=None, ended_at=None).first()
