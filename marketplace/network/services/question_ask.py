"""Ask an organisation whether it can bring goods; people who agreed to it are asked by text message."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.cooperatives.closures import closure_on
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.formats import format_date, format_number
from marketplace.kernel.policy import require
from marketplace.network.asking_rules import Rules, asking_rules, next_first_digit, outside_quiet_hours
from marketplace.network.models import Asking, Consent, Question
from marketplace.network.policies import may_ask
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel

FARTHEST: Final = timedelta(days=90)
MOST: Final = 10_000
# Who has not answered in this part of the time is called
_CALLED_AFTER = 0.5


@transaction.atomic
def question_ask(
    *,
    actor: Actor,
    organisation_id: int,
    asked_for: str,
    subject: str,
    goods: Mapping[str, str],
    quantity: int,
    day: date,
    closes_at: datetime,
    key: str,
    now: datetime,
) -> Question:
    """
    Ask; the same key again returns the first question and sends nothing more.

    Sent outside quiet hours only, to at most so many people as the rules say, and never above the month's cost cap:
    where nobody can be written to, the organisation is on the call list at once.

    :param asked_for: who wants to know, such as `warehouse:<id>`
    :param subject: names the article for whoever acts on the answer, such as `variant:12`
    :param goods: the article's words, language code -> text
    :param quantity: pieces of the article
    :raises NotAllowed: if the actor may not ask
    :raises NotFound: if there is no such organisation
    :raises InvalidInput: if a number, a day or the key cannot be used
    :raises Conflict: if it is closed on that day, or the key belongs to a question to somebody else
    """
    require(may_ask(actor), _("Only the hub asks cooperatives what they can bring."))
    _demand_sensible(quantity, day, closes_at, key, now)
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound(_("There is no such organisation."), field="organisation")
    _demand_open(organisation_id, day)
    rules = asking_rules()
    send_at = outside_quiet_hours(now, rules)
    # The unique key decides, not a look beforehand: of two presses at once the second waits, and finds the first.
    question, is_new = Question.objects.get_or_create(
        key=key,
        defaults={
            "organisation_id": organisation_id,
            "asked_for": asked_for,
            "subject": subject,
            "goods": dict(goods),
            "quantity": quantity,
            "day": day,
            "asked_by": actor.name,
            "asked_at": now,
            "closes_at": closes_at,
            "call_from": now,
        },
    )
    if question.organisation_id != organisation_id:
        raise Conflict(_("Somebody else was asked under this key."), field="key")
    if is_new and send_at < closes_at:
        _send(question, rules, send_at, now)
    return question


def _send(question: Question, rules: Rules, send_at: datetime, now: datetime) -> None:
    """Write to those who can be written to; the others are called when a part of the time is over."""
    people = _people_to_write_to(question.organisation_id, rules, now)
    for person in people:
        _write(question, person, rules, send_at)
    if people:
        question.call_from = send_at + (question.closes_at - send_at) * _CALLED_AFTER
        question.save(update_fields=["call_from"])


def _demand_sensible(quantity: int, day: date, closes_at: datetime, key: str, now: datetime) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A question needs a key of at most 80 characters."), field="key")
    if not 1 <= quantity <= MOST:
        raise InvalidInput(_("Choose a number between 1 and %(most)s.") % {"most": MOST}, field="quantity")
    today = timezone.localdate(now)
    if not today <= day <= today + FARTHEST:
        raise InvalidInput(_("Choose a day between today and 90 days from now."), field="day")
    if closes_at <= now or timezone.localdate(closes_at) > day:
        raise InvalidInput(_("An answer must come before the day itself is over."), field="closes_at")


def _demand_open(organisation_id: int, day: date) -> None:
    """Nobody is disturbed about a day on which they have said to be closed."""
    closure = closure_on(organisation_id, on=day)
    if closure is not None:
        until = format_date(closure.until_date, get_language() or "fr")
        raise Conflict(
            _("This cooperative is closed on that day, until %(day)s.") % {"day": until}, field="day"
        )


def _people_to_write_to(organisation_id: int, rules: Rules, now: datetime) -> Sequence[User]:
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = Asking.objects.filter(sent_at__gte=month).aggregate(spent=Sum("cost_minor"))["spent"] or 0
    affordable = max(rules.month_cap_minor - spent, 0) // rules.message_cost_minor
    people = User.objects.filter(
        memberships__organisation_id=organisation_id,
        memberships__role__in=(Role.PRESIDENT, Role.PRODUCTION, Role.SALES),
        is_active=True,
        phone__isnull=False,
        pk__in=_agreed(),
    )
    return list(people.distinct().order_by("pk")[: min(rules.people_asked, affordable)])


def _agreed() -> "QuerySet[Consent, int]":
    return Consent.objects.filter(withdrawn_at=None).values_list("person_id", flat=True)


def _write(question: Question, person: User, rules: Rules, send_at: datetime) -> None:
    phone = person.phone or ""
    # Two questions to one telephone at once must not take the same digits.
    User.objects.select_for_update().get(pk=person.pk)
    last = Asking.objects.filter(phone=phone).order_by("-pk").values_list("first_digit", flat=True).first()
    digit = next_first_digit(last)
    Asking.objects.create(
        question=question,
        person=person,
        phone=phone,
        first_digit=digit,
        sent_at=send_at,
        cost_minor=rules.message_cost_minor,
    )
    language = person.language
    with translation.override(language):
        context = {
            "quantity": format_number(question.quantity, language),
            "goods": question.article(language),
            "day": format_date(question.day, language),
            "yes": str(digit),
            "less": str(digit + 1),
            "no": str(digit + 2),
        }
    notify(
        key=f"question:{question.pk}:{person.pk}",
        channel=Channel.SMS,
        to=phone,
        language=language,
        template="question",
        context=context,
        now=question.asked_at,
        due_at=send_at,
    )
