"""What reductions have cost, by the rule that gave them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.promotions.policies import may_manage_discounts
from orders.models.discount import OrderDiscount


@dataclass(frozen=True, slots=True)
class Given:
    """In how many orders a rule made something cheaper, and by how much."""

    orders: int
    amount: Money


def reductions_given(actor: Actor, rules: Collection[str]) -> dict[tuple[str, str], Given]:
    """
    Sum up what rules took off, by (rule, currency); one statement. Orders count as they were placed.

    :raises NotAllowed: if the actor may not manage discounts
    """
    require(may_manage_discounts(actor), _("You may not manage reductions."))
    rows = (
        OrderDiscount.objects.filter(rule__in=list(rules))
        .values_list("rule", "currency")
        .annotate(orders=Count("order", distinct=True), minor=Sum("amount_minor"))
        .order_by("rule", "currency")
    )
    return {(rule, currency): Given(orders, Money(minor, currency)) for rule, currency, orders, minor in rows}
