"""Do on the calendar's date what can be done without a person, and shout when a date passed and nobody was paid."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.calendar import day_begins, due_dates, local_date
from marketplace.payouts.events import SettlementMissed
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementAlarm, SettlementTerm
from marketplace.payouts.policies import may_prepare
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.states import POSTED_RUN_STATES

# How far back the watchdog looks: four dates of the usual calendar
LOOK_BACK = timedelta(days=62)


def settlements_prepare_due(*, actor: Actor, now: datetime) -> list[SettlementRun]:
    """
    Prepare the draft of the newest date that has come, in each currency; never approve.

    Only the newest: an older one that was missed would claim the same money, so its turn has passed. A date on which
    there is a run is left alone, even if a person discarded it.

    :raises NotAllowed: if the actor may not prepare settlements
    """
    newest: dict[str, date] = {}
    for currency, due_date, _term in _dates_that_came(now):
        newest[currency] = max(due_date, newest.get(currency, due_date))
    return [
        settlement_prepare(actor=actor, due_date=due_date, now=now, currency=currency)
        for currency, due_date in sorted(newest.items())
        if not SettlementRun.objects.filter(due_date=due_date, currency=currency).exists()
    ]


@transaction.atomic
def settlements_watch(*, actor: Actor, now: datetime) -> list[SettlementAlarm]:
    """
    Raise an alarm, once, for each date whose grace is over and whose run is not locked; return the new ones.

    :raises NotAllowed: if the actor may not prepare settlements
    """
    require(may_prepare(actor), _("You may not prepare settlements."))
    alarms = []
    for currency, due_date, term in _dates_that_came(now):
        if now < day_begins(due_date + timedelta(days=1)) + timedelta(hours=term.grace_hours):
            continue
        if SettlementRun.objects.filter(
            due_date=due_date, currency=currency, state__in=POSTED_RUN_STATES
        ).exists():
            continue
        alarm, is_new = SettlementAlarm.objects.get_or_create(
            due_date=due_date, currency=currency, defaults={"raised_at": now}
        )
        if is_new:
            bus.publish(SettlementMissed(alarm_id=alarm.pk, happened_at=now))
            alarms.append(alarm)
    return alarms


def _dates_that_came(now: datetime) -> Iterator[tuple[str, date, SettlementTerm]]:
    """Yield each date of the calendar that has begun lately, by the terms that counted on it."""
    today = local_date(now)
    terms: dict[str, list[SettlementTerm]] = {}
    for term in SettlementTerm.objects.filter(from_date__lte=today).order_by("from_date"):
        terms.setdefault(term.currency, []).append(term)
    for currency, some in sorted(terms.items()):
        for term, following in zip(some, [*some[1:], None], strict=True):
            last = today if following is None else following.from_date - timedelta(days=1)
            for due_date in due_dates(term.days, max(term.from_date, today - LOOK_BACK), last):
                yield currency, due_date, term
