"""A text message came in: at most one answer is made of it, however often and late it comes."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.phones import parse_phone
from marketplace.network.asking_rules import Heard, answer_of, heard
from marketplace.network.models import Asking, Consent, Reply
from marketplace.network.services.question_answer import answered, question_locked
from marketplace.network.states import QuestionState, ReplyOutcome, Way
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel

# As many of a telephone's newest questions as have digits of their own
_TURNS = 3
_SILENT = frozenset({ReplyOutcome.REPEATED, ReplyOutcome.STRANGER})


@transaction.atomic
def reply_take(*, provider_reference: str, phone: str, text: str, now: datetime) -> Reply:
    """
    Act on a text message and keep it; the same message of the gateway again changes nothing.

    The sender is told what became of it, in its own language, unless nothing new was said.

    :raises InvalidInput: if the number cannot exist or the message has no reference
    """
    if not 1 <= len(provider_reference) <= 200:
        raise InvalidInput(_("A message needs its gateway's reference."), field="id")
    number = parse_phone(phone, field="from")
    words = text.replace("\x00", "").strip()[:500]
    # The unique reference decides: of two deliveries at once the second waits, and then finds the first.
    reply, is_new = Reply.objects.get_or_create(
        provider_reference=provider_reference,
        defaults={"phone": number, "text": words, "received_at": now, "outcome": ReplyOutcome.UNCLEAR},
    )
    if not is_new:
        return reply
    reply.outcome, asking = _acted(number, heard(words), now)
    reply.question_id = asking.question_id if asking is not None else None
    reply.save(update_fields=["outcome", "question"])
    _tell(reply, asking, now)
    return reply


def _acted(phone: str, said: Heard, now: datetime) -> tuple[ReplyOutcome, Asking | None]:
    newest = list(
        Asking.objects.filter(phone=phone, sent_at__lte=now)
        .select_related("question", "person")
        .order_by("-pk")[:_TURNS]
    )
    if said.is_stop:
        Consent.objects.filter(person__phone=phone, withdrawn_at=None).update(withdrawn_at=now)
        return ReplyOutcome.STOPPED, newest[0] if newest else None
    if not newest:
        return ReplyOutcome.STRANGER, None
    asking = _meant(newest, said)
    if asking is None:
        return ReplyOutcome.UNCLEAR, newest[0]
    return _applied(asking, said, now), asking


def _meant(newest: list[Asking], said: Heard) -> Asking | None:
    """Return the question that a reply is about: by its digit; by a word only if one alone is open."""
    if said.digit is not None:
        return next((each for each in newest if answer_of(said, each.first_digit) is not None), None)
    waiting = [each for each in newest if each.question.state == QuestionState.OPEN]
    return waiting[0] if said.word is not None and len(waiting) == 1 else None


def _applied(asking: Asking, said: Heard, now: datetime) -> ReplyOutcome:
    question = question_locked(asking.question_id)
    answer = answer_of(said, asking.first_digit)
    before = (question.state, question.answered_quantity)
    if question.state in (QuestionState.OVERDUE, QuestionState.WITHDRAWN) or (
        question.state == QuestionState.OPEN and question.closes_at <= now
    ):
        return ReplyOutcome.LATE
    try:
        answered(question, str(answer), said.number, by=f"user:{asking.person_id}", via=Way.MESSAGE, now=now)
    except InvalidInput:
        return ReplyOutcome.UNCLEAR
    except IllegalMove:
        return ReplyOutcome.ANSWERED
    return ReplyOutcome.REPEATED if before[0] != QuestionState.OPEN else ReplyOutcome.APPLIED


def _tell(reply: Reply, asking: Asking | None, now: datetime) -> None:
    person = asking.person if asking is not None else User.objects.filter(phone=reply.phone).first()
    if person is None or reply.outcome in _SILENT:
        return
    with translation.override(person.language):
        words = {
            ReplyOutcome.APPLIED: _("Thank you, your answer is noted."),
            ReplyOutcome.ANSWERED: _("You have answered already. To change it, call the hub."),
            ReplyOutcome.LATE: _(
                "The time for this question is over. To bring goods all the same, call the hub."
            ),
            ReplyOutcome.STOPPED: _("We will not ask you by text message any more."),
            ReplyOutcome.UNCLEAR: _unclear(asking),
        }
        answer = str(words[ReplyOutcome(reply.outcome)])
    notify(
        key=f"reply:{reply.pk}",
        channel=Channel.SMS,
        to=reply.phone,
        language=person.language,
        template="question_reply",
        context={"answer": answer},
        now=now,
    )


def _unclear(asking: Asking | None) -> str:
    if asking is None:
        return _("We did not understand.")
    first = asking.first_digit
    return _(
        "We did not understand. %(yes)s: yes. %(less)s and a number, such as “%(less)s 25”: less. %(no)s: no."
    ) % {
        "yes": first,
        "less": first + 1,
        "no": first + 2,
    }
