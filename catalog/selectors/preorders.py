"""What is sold before it is harvested: of a cooperative, and as a condition for lists."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models.preorder import Preorder
from catalog.policies import may_see
from catalog.selectors.filters import Condition
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require

_RUNNING = (
    "EXISTS (SELECT 1 FROM catalog_variant v JOIN catalog_preorder pre ON pre.variant_id = v.id"
    " WHERE v.product_id = l.product_id AND v.is_active AND pre.ended_at IS NULL AND pre.until_date >= %(on)s)"
)


def preorders_running(*, on: date) -> QuerySet[Preorder]:
    """Return the pre-orders that can be joined on a day."""
    return Preorder.objects.filter(ended_at=None, until_date__gte=on)


def preordered(*, on: date, is_wanted: bool) -> Condition:
    """Return the condition that a product can, or cannot, be pre-ordered on a day."""
    return Condition(_RUNNING if is_wanted else f"NOT {_RUNNING}", {"on": on})


def preorders_of(*, actor: Actor, organisation_id: int, on: date) -> list[Preorder]:
    """
    Return what an organisation has not brought yet or still sells ahead, the next harvest first; one query.

    :raises NotAllowed: if the actor does not see its goods
    """
    require(may_see(actor, organisation_id), _("Only its own people see this."))
    rows = Preorder.objects.filter(variant__product__organisation=organisation_id, arrives_date__gte=on)
    return list(
        rows.exclude(ended_at__isnull=False, taken=0)
        .select_related("variant__product")
        .order_by("arrives_date", "pk")
    )
