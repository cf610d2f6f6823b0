"""How the tests ask."""

from datetime import timedelta
from typing import Any

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.network.models import Question
from marketplace.network.services.consent_set import consent_set
from marketplace.network.services.question_ask import question_ask
from tests.factories.ground import NOON, member_actor

HUB = Actor(permissions=frozenset({Permission.MANAGE_HUB}), user_id=0)


def asked(organisation: Organisation, **more: Any) -> Question:
    """Ask for forty pieces in three days."""
    given = {
        "actor": HUB,
        "organisation_id": organisation.pk,
        "asked_for": "warehouse:w",
        "subject": "variant:1",
        "goods": {"fr": "Dattes", "ar": "تمر"},
        "quantity": 40,
        "day": (NOON + timedelta(days=3)).date(),
        "closes_at": NOON + timedelta(days=2),
        "key": "first",
        "now": NOON,
    }
    return question_ask(**{**given, **more})


def willing(organisation: Organisation, *roles: str, phone: str | None = None) -> Actor:
    """Return a member who agreed to be asked by text message."""
    actor = member_actor(organisation, *roles)
    if phone is not None:
        User.objects.filter(pk=actor.user_id or 0).update(phone=phone)
    consent_set(actor=actor, agrees=True, now=NOON)
    return actor
