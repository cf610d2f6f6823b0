"""Set, end and take back a rule about paying at the door."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.policy import require
from orders.cod_states import Confirmation, RuleKind, Standing
from orders.models.cod import CodRule
from orders.policies import may_set_cod_rules

# A rule that counts from today on can be taken back for so long; orders placed meanwhile keep what they were told
SECOND_THOUGHTS = timedelta(minutes=10)
MOST_HOURS = 24 * 14
MOST_ATTEMPTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContent:
    """What a rule says, of whom, and from when until when."""

    kind: RuleKind
    from_date: date
    until_date: date | None = None
    place: str = ""
    standing: Standing = Standing.ANY
    at_least: int = 1
    above_minor: int = 0
    amount_minor: int | None = None
    rate: Decimal | None = None
    kept_rate: Decimal = Decimal(0)
    confirmation: Confirmation | None = None
    hours: int = 48
    attempts: int = 5
    because: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def cod_rule_set(*, actor: Actor, channel_id: int, content: RuleContent, now: datetime) -> CodRule:
    """
    Set a rule from a day on; one that says the same thing of the same orders ends on that day.

    :raises NotAllowed: if the actor does not keep the settings
    :raises NotFound: if there is no such channel
    :raises InvalidInput: naming the field that is missing, out of its bounds, or lies in the past
    """
    require(may_set_cod_rules(actor), _("Only those who keep the settings may do this."))
    channel = Channel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None:
        raise NotFound(_("There is no such channel."), field="channel")
    _demand_sound(content, timezone.localdate(now))
    before = _same_scope(channel, content)
    if before is not None:
        before.until_date, before.ended_by_id = content.from_date, actor.user_id
        if before.from_date >= content.from_date:
            raise InvalidInput(
                _("A rule of the same kind begins on that day or later: take it back first."),
                field="from_date",
            )
        before.save(update_fields=["until_date", "ended_by"])
    return CodRule.objects.create(
        channel=channel,
        kind=content.kind,
        place=content.place,
        standing=content.standing,
        at_least=content.at_least,
        above_minor=content.above_minor,
        amount_minor=content.amount_minor,
        rate=content.rate,
        kept_rate=content.kept_rate,
        confirmation=content.confirmation or "",
        hours=content.hours,
        attempts=content.attempts,
        because=content.because,
        from_date=content.from_date,
        until_date=content.until_date,
        replaces=before,
        created_by_id=actor.user_id,
        created_at=now,
    )


def _same_scope(channel: Channel, content: RuleContent) -> CodRule | None:
    """Return the rule that says the same thing of the same orders and has no end before the new one begins."""
    rows = CodRule.objects.filter(
        Q(until_date=None) | Q(until_date__gt=content.from_date),
        channel=channel,
        kind=content.kind,
        place=content.place,
        standing=content.standing,
        at_least=content.at_least,
        above_minor=content.above_minor,
        withdrawn_at=None,
    )
    return rows.order_by("-from_date", "-pk").first()


def _demand_sound(content: RuleContent, today: date) -> None:
    """Demand that a rule says what its kind needs, within bounds, for days to come."""
    kind = content.kind
    if content.from_date < today:
        raise InvalidInput(_("A rule cannot begin in the past."), field="from_date")
    if content.until_date is not None and content.until_date <= content.from_date:
        raise InvalidInput(_("A rule ends after it begins."), field="until_date")
    if content.place and content.place not in provinces() and content.place not in regions():
        raise InvalidInput(_("Please choose a region or a province."), field="place")
    is_sum = kind in (RuleKind.CAP, RuleKind.FEE)
    if is_sum and (content.amount_minor is None or content.amount_minor < 0):
        raise InvalidInput(_("Please write an amount such as 1234,50."), field="amount")
    if kind == RuleKind.DEPOSIT and (content.rate is None or not 0 <= content.rate <= Decimal("0.9")):
        raise InvalidInput(_("A deposit is between 0 and 90 % of the sum."), field="rate")
    if kind == RuleKind.CONFIRMATION and content.confirmation is None:
        raise InvalidInput(_("Please say how the order is confirmed."), field="confirmation")
    if not 0 <= content.kept_rate <= 1:
        raise InvalidInput(_("A part is between 0 and 100 %."), field="kept_rate")
    if not 1 <= content.hours <= MOST_HOURS:
        raise InvalidInput(_("Please give the customer between an hour and a fortnight."), field="hours")
    if not 1 <= content.attempts <= MOST_ATTEMPTS:
        raise InvalidInput(_("Please call between once and ten times."), field="attempts")


@transaction.atomic
def cod_rule_end(*, actor: Actor, rule_id: int, until_date: date, now: datetime) -> CodRule:
    """
    Let a rule hold no longer than until the day before a date.

    :raises NotAllowed: if the actor does not keep the settings
    :raises NotFound: if there is no such rule
    :raises InvalidInput: if the date has passed or is not after the rule's beginning
    """
    rule = _locked(actor, rule_id)
    if until_date < timezone.localdate(now) or until_date <= rule.from_date:
        raise InvalidInput(_("A rule ends after it begins, and not in the past."), field="until_date")
    rule.until_date, rule.ended_by_id = until_date, actor.user_id
    rule.save(update_fields=["until_date", "ended_by"])
    return rule


@transaction.atomic
def cod_rule_withdraw(*, actor: Actor, rule_id: int, now: datetime) -> CodRule:
    """
    Take back a rule that does not count yet, or was set a moment ago; the one it replaced goes on.

    :raises NotAllowed: if the actor does not keep the settings
    :raises NotFound: if there is no such rule
    :raises IllegalMove: if it has counted for longer
    """
    rule = _locked(actor, rule_id)
    if not may_withdraw(rule, now):
        raise IllegalMove(_("This rule has been counting: end it instead."), field="rule")
    rule.withdrawn_at, rule.withdrawn_by_id = now, actor.user_id
    rule.save(update_fields=["withdrawn_at", "withdrawn_by"])
    CodRule.objects.filter(replaced_by=rule, until_date=rule.from_date).update(until_date=None, ended_by=None)
    return rule


def may_withdraw(rule: CodRule, now: datetime) -> bool:
    """Say whether a rule can still be taken back."""
    if rule.withdrawn_at is not None:
        return False
    return rule.from_date > timezone.localdate(now) or now < rule.created_at + SECOND_THOUGHTS


def _locked(actor: Actor, rule_id: int) -> CodRule:
    require(may_set_cod_rules(actor), _("Only those who keep the settings may do this."))
    rule = CodRule.objects.select_for_update().filter(pk=rule_id, withdrawn_at=None).first()
    if rule is None:
        raise NotFound(_("There is no such rule."), field="rule")
    return rule
