"""Questions as the hub and the organisations read them, in a fixed number of statements."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.network.models import Consent, Question
from marketplace.network.policies import may_ask
from marketplace.network.states import QuestionState


def questions_to_call(*, actor: Actor, asked_for: str, now: datetime, limit: int = 50) -> list[Question]:
    """
    Return the questions about which somebody must be called, those for the nearest day first; one statement.

    :raises NotAllowed: if the actor may not ask
    """
    require(may_ask(actor), _("Only the hub asks cooperatives what they can bring."))
    waiting = Question.objects.filter(
        asked_for=asked_for, state__in=[QuestionState.OPEN, QuestionState.OVERDUE], call_from__lte=now
    )
    return list(waiting.select_related("organisation").order_by("day", "pk")[:limit])


def questions_asked(*, actor: Actor, asked_for: str, first: int = 20, after: str = "") -> Page[Question]:
    """
    Return a page of all questions, the newest first; one statement.

    :raises NotAllowed: if the actor may not ask
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_ask(actor), _("Only the hub asks cooperatives what they can bring."))
    first = page_size(first)
    rows = Question.objects.filter(asked_for=asked_for).select_related("organisation")
    rows = rows.order_by("-asked_at", "-pk")
    if after:
        asked_at, key = keys_of(after, (datetime, int))
        rows = rows.filter(Q(asked_at__lt=asked_at) | Q(asked_at=asked_at, pk__lt=key))
    return page_of(list(rows[: first + 1]), first=first, keys=lambda row: (row.asked_at, row.pk))


def questions_waiting(*, organisation_id: int, limit: int = 20) -> list[Question]:
    """Return what an organisation has not answered, the nearest day first; the caller has asked who reads."""
    waiting = Question.objects.filter(organisation_id=organisation_id, state=QuestionState.OPEN)
    return list(waiting.order_by("day", "pk")[:limit])


def questions_answered(*, organisation_id: int, limit: int = 20) -> Sequence[Question]:
    """Return an organisation's last answers and misses, the newest first; the caller has asked who reads."""
    rows = Question.objects.filter(organisation_id=organisation_id).exclude(state=QuestionState.OPEN)
    return list(rows.order_by("-asked_at", "-pk")[:limit])


def has_consented(user_id: int) -> bool:
    """Say whether a person agreed to be asked by text message; one statement."""
    return Consent.objects.filter(person_id=user_id, withdrawn_at=None).exists()


def phones_of(organisation_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return whom to call of organisations, presidents first; one statement, the caller has asked who reads."""
    found: dict[int, list[str]] = {}
    rows = Membership.objects.filter(
        organisation_id__in=list(organisation_ids),
        role__in=(Role.PRESIDENT, Role.PRODUCTION, Role.SALES),
        user__is_active=True,
        user__phone__isnull=False,
    )
    # The names of the roles stand in this order: president, production, sales.
    for organisation_id, phone in rows.order_by("role", "pk").values_list("organisation_id", "user__phone"):
        phones = found.setdefault(organisation_id, [])
        if phone is not None and phone not in phones:
            phones.append(phone)
    return {key: tuple(phones[:3]) for key, phones in found.items()}
