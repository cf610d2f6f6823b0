"""The rules about paying at the door as the operator keeps them, and what a new one would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.geography import provinces
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.cod_rules import CashCase, CashRule, CashTerms, PhoneHistory, cash_terms
from orders.cod_states import Standing
from orders.models.cod import CodRule
from orders.models.order import Order
from orders.policies import may_set_cod_rules
from orders.selectors.cod_books import cod_rules_in_force
from orders.states import PaymentMethod

# The last so many rules that are over or were taken back
PAST = 30
_WINDOW = timedelta(days=90)
# An invented order of each kind, for the comparison: what it costs, in minor units
SAMPLE_SUMS = (20_000, 100_000, 300_000)
_SAMPLES = (
    (Standing.NEW, PhoneHistory()),
    (Standing.KNOWN, PhoneHistory(delivered=3)),
    (Standing.REFUSED, PhoneHistory(delivered=1, refused=3)),
)


@dataclass(frozen=True, slots=True)
class RuleLists:
    """Rules that hold, will hold, and held."""

    now: tuple[CodRule, ...]
    ahead: tuple[CodRule, ...]
    past: tuple[CodRule, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What holds for an invented order without and with a new rule."""

    standing: Standing
    total: Money
    before: CashTerms
    after: CashTerms

    @property
    def is_changed(self) -> bool:
        """Whether the rule changes anything for it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would do, before it is saved."""

    samples: tuple[Compared, ...]
    # Orders paid at the door in the last ninety days that went where the rule is about and cost more than its sum
    concerned: int
    of: int


def cod_rules_listed(*, actor: Actor, channel_id: int, now: datetime) -> RuleLists:
    """
    Return the rules of a channel in two statements.

    :raises NotAllowed: if the actor does not keep the settings
    """
    require(may_set_cod_rules(actor), _("Only those who keep the settings may do this."))
    today = timezone.localdate(now)
    rows = CodRule.objects.select_related("created_by", "ended_by", "withdrawn_by").filter(channel=channel_id)
    over = Q(withdrawn_at__isnull=False) | Q(until_date__lte=today)
    open_rows = list(rows.exclude(over).order_by("kind", "place", "standing", "above_minor", "from_date"))
    return RuleLists(
        tuple(row for row in open_rows if row.from_date <= today),
        tuple(row for row in open_rows if row.from_date > today),
        tuple(rows.filter(over).order_by("-created_at", "-pk")[:PAST]),
    )


def cod_rule_preview(*, actor: Actor, channel: Channel, rule: CashRule, now: datetime) -> RulePreview:
    """
    Say what a rule would change, in three statements, and write nothing.

    :raises NotAllowed: if the actor does not keep the settings
    """
    require(may_set_cod_rules(actor), _("Only those who keep the settings may do this."))
    known = cod_rules_in_force([channel.pk], now=now).get(channel.pk, [])
    others = [each for each in known if not _is_replaced(each, rule)]
    sent = Order.objects.filter(
        channel=channel, payment_method=PaymentMethod.CASH, placed_at__gte=now - _WINDOW
    )
    concerned = sent.filter(total_minor__gt=rule.above_minor)
    if rule.place:
        in_place = Q(address__province=rule.place) if rule.place in provinces() else Q(region=rule.place)
        concerned = concerned.filter(in_place)
    return RulePreview(
        _compared(channel, known, [*others, rule], rule.place), concerned.count(), sent.count()
    )


def _is_replaced(known: CashRule, new: CashRule) -> bool:
    scope = ("kind", "place", "standing", "at_least", "above_minor")
    return all(getattr(known, name) == getattr(new, name) for name in scope)


def _compared(
    channel: Channel, before: Sequence[CashRule], after: Sequence[CashRule], place: str
) -> tuple[Compared, ...]:
    cap, fee = channel.cash_cap, channel.cash_fee
    inside = (
        place
        if place in provinces()
        else next((code for code, known in provinces().items() if not place or known.region == place), "")
    )
    found = []
    for standing, history in _SAMPLES:
        for minor in SAMPLE_SUMS:
            case = CashCase(Money(minor, channel.currency), inside, history)
            found.append(
                Compared(
                    standing,
                    case.total,
                    cash_terms(before, case, cap=cap, fee=fee),
                    cash_terms(after, case, cap=cap, fee=fee),
                )
            )
    return tuple(found)
