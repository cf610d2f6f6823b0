"""What the buyers of the demonstration say, and what the cooperatives answer."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from marketplace.accounts.models import User
from marketplace.cooperatives.selectors import actor_of
from marketplace.customers.models.review import Review
from marketplace.customers.services.review_answer import review_answer
from marketplace.customers.services.review_moderate import review_publish, review_refuse
from marketplace.customers.services.review_write import Judgement, review_write
from marketplace.customers.states import ReviewState
from marketplace.demo.organisations import MACHINE
from marketplace.demo.people import MEMBER
from marketplace.kernel.actor import Actor
from orders.models.order import OrderLine
from orders.states import SubOrderState

_DATA = Path(__file__).parent / "data" / "voices.json"
MOST = 120
LEFT_WAITING = 4


def reviews_make(people: dict[str, User], rng: random.Random, *, now: datetime) -> int:
    """Let buyers judge what they received; some words wait for a reader, one is refused. Return how many spoke."""
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    lines = list(
        OrderLine.objects.filter(sub_order__state=SubOrderState.DELIVERED)
        .select_related("sub_order")
        .order_by("sub_order__delivered_at", "id")
    )
    chosen = sorted(rng.sample(range(len(lines)), min(MOST, len(lines) * 2 // 3)))
    for place in chosen:
        line = lines[place]
        received_at = line.sub_order.delivered_at or now
        said, author = rng.choice(data["reviews"]), rng.choice(data["authors"])
        review_write(
            actor=Actor.anonymous(),
            line_id=line.pk,
            holds_secret=True,
            judgement=Judgement(
                stars=said["stars"], text=said["text"], author=author, language=said["language"]
            ),
            now=min(received_at + timedelta(hours=rng.randint(5, 90)), now),
        )
    _read(now)
    _answered(people[MEMBER.email], data["answers"], now)
    return len(chosen)


def _read(now: datetime) -> None:
    """Publish what waits but the last few; the one before them names somebody."""
    waiting = Review.objects.filter(state=ReviewState.WAITING).order_by("written_at", "id")
    keys = list(waiting.values_list("pk", flat=True))[:-LEFT_WAITING]
    for key in keys[:-1]:
        review_publish(actor=MACHINE, review_id=key, now=now)
    for key in keys[-1:]:
        review_refuse(actor=MACHINE, review_id=key, reason="Ce texte nomme une personne.", now=now)


def _answered(president: User, answers: dict[str, str], now: datetime) -> None:
    """The president answers every other one of her cooperatives' reviews."""
    actor = actor_of(president)
    said = Review.objects.filter(organisation__in=list(actor.roles), state=ReviewState.PUBLISHED)
    for review in said.order_by("pk")[::2]:
        answer = answers.get(review.language, answers["fr"])
        review_answer(actor=actor, review_id=review.pk, answer=answer, now=now)
