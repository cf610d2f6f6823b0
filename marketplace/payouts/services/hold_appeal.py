"""A cooperative objects to a hold, and is answered in time or given its money back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.calendar import local_date
from marketplace.payouts.events import AppealAnswered, HoldAppealed
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.policies import may_answer_appeal, may_appeal, may_hold
from marketplace.payouts.selectors.rows import term_on
from marketplace.payouts.services.hold_place import release
from marketplace.payouts.states import APPEAL_FLOW, AppealState

MOST_WORDS = 1000


@transaction.atomic
def hold_appeal(*, actor: Actor, hold_id: int, words: str, now: datetime) -> HoldAppeal:
    """
    Object to a hold; an answer is due by the days of the terms, and silence releases the amount.

    :raises NotFound: if there is no such hold of the actor's organisation
    :raises NotAllowed: if the actor is neither its president nor its treasurer
    :raises IllegalMove: if the hold was released
    :raises Conflict: if an appeal is open already, or one was refused
    :raises InvalidInput: if nothing is said
    """
    hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None or not actor.belongs_to(hold.organisation_id):
        raise NotFound(_("There is no such hold."), field="hold")
    require(may_appeal(actor, hold.organisation_id), _("Only the president or the treasurer may object."))
    if hold.released_at is not None:
        raise IllegalMove(_("This amount is not held any more."), field="hold")
    said = clean_line(words, field="words", most=MOST_WORDS)
    if hold.appeals.filter(state__in=(AppealState.OPEN, AppealState.REFUSED)).exists():
        raise Conflict(_("You have objected to this hold already."), field="words")
    today = local_date(now)
    appeal = HoldAppeal.objects.create(
        hold=hold,
        words=said,
        made_by_id=actor.user_id or 0,
        made_at=now,
        answer_due_date=today + timedelta(days=term_on(today, hold.currency).appeal_days),
    )
    bus.publish(HoldAppealed(appeal_id=appeal.pk, happened_at=now))
    return appeal


@transaction.atomic
def appeal_answer(
    *, actor: Actor, appeal_id: int, is_granted: bool, answer: str, now: datetime
) -> HoldAppeal:
    """
    Grant an appeal, which releases the amount, or refuse it with words that the cooperative reads.

    :raises NotFound: if there is no such appeal
    :raises NotAllowed: if the actor does not handle settlements, or placed the hold
    :raises IllegalMove: if it is answered already
    :raises InvalidInput: if nothing is said
    """
    appeal = _locked(appeal_id)
    require(
        may_answer_appeal(actor, appeal.hold),
        _("An appeal is answered by somebody who handles settlements and did not place the hold."),
    )
    after = AppealState.GRANTED if is_granted else AppealState.REFUSED
    APPEAL_FLOW.check(AppealState(appeal.state), after)
    appeal.answer = clean_line(answer, field="answer", most=MOST_WORDS)
    appeal.answered_by_id = actor.user_id
    _close(appeal, after, actor, now)
    return appeal


@transaction.atomic
def appeals_lapse(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """
    Release what appeals stand against that nobody answered in time; return how many.

    :raises NotAllowed: if the actor may not hold money
    """
    require(may_hold(actor), _("You may not hold money."))
    due = HoldAppeal.objects.filter(state=AppealState.OPEN, answer_due_date__lt=local_date(now))
    ids = list(due.order_by("answer_due_date", "pk").values_list("pk", flat=True)[:limit])
    done = 0
    for appeal_id in ids:
        appeal = _locked(appeal_id)
        if appeal.state == AppealState.OPEN:
            _close(appeal, AppealState.LAPSED, actor, now)
            done += 1
    return done


def _locked(appeal_id: int) -> HoldAppeal:
    """Lock the hold first, as everybody does who releases one, then its appeal."""
    hold = Hold.objects.select_for_update().filter(appeals=appeal_id).first()
    if hold is None:
        raise NotFound(_("There is no such appeal."), field="appeal")
    appeal = HoldAppeal.objects.select_for_update().get(pk=appeal_id)
    appeal.hold = hold
    return appeal


def _close(appeal: HoldAppeal, after: AppealState, actor: Actor, now: datetime) -> None:
    appeal.state = after
    appeal.answered_at = now
    appeal.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if after != AppealState.REFUSED:
        release(appeal.hold, actor, now)
    event = AppealAnswered(appeal_id=appeal.pk, organisation_id=appeal.hold.organisation_id, happened_at=now)
    bus.publish(event)
