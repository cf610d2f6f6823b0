"""For how long gift cards hold whose last day nobody names."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.promotions.models.gift_card import GiftCardRule
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.states import PeriodUnit

MOST_DAYS = 36_500
_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.WEEK: 7, PeriodUnit.MONTH: 30, PeriodUnit.YEAR: 365}


@transaction.atomic
def gift_card_rule_write(
    *, actor: Actor, period: tuple[int, PeriodUnit] | None, now: datetime
) -> GiftCardRule | None:
    """
    Say for how long a card holds whose last day nobody names; None: for ever. Cards that exist keep theirs.

    :raises NotAllowed: if the actor may not manage gift cards
    :raises InvalidInput: if the period is not between one day and a hundred years
    """
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    if period is None:
        GiftCardRule.objects.filter(pk=1).delete()
        return None
    units, unit = period
    if not 1 <= units * _DAYS[unit] <= MOST_DAYS:
        raise InvalidInput(_("Please name a period of at most a hundred years."), field="expiry_period")
    rule, _is_new = GiftCardRule.objects.update_or_create(
        pk=1,
        defaults={
            "period_units": units,
            "period_unit": unit,
            "changed_by": actor.name,
            "changed_at": now,
        },
    )
    return rule


def last_day_by_rule(*, now: datetime) -> date | None:
    """Return the last day of a card that is issued now and of which nobody names one; None: there is none."""
    rule, today = GiftCardRule.objects.first(), timezone.localdate(now)
    if rule is None:
        return None
    units, unit = rule.period_units, PeriodUnit(rule.period_unit)
    if unit in (PeriodUnit.DAY, PeriodUnit.WEEK):
        return today + timedelta(days=units * _DAYS[unit])
    months = today.month - 1 + units * (12 if unit == PeriodUnit.YEAR else 1)
    year, month = today.year + months // 12, months % 12 + 1
    # The 31st of a month that has thirty days is its last
    return date(year, month, min(today.day, monthrange(year, month)[1]))
