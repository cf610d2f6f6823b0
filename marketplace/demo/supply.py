"""What the demonstration's hub asks cooperatives: three answered yes, fewer and no; one is still waiting."""

from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models.product import Variant
from logistics.services.supply_ask import supply_ask
from logistics.services.supply_hear import supply_hear
from marketplace.cooperatives.closures import closure_on
from marketplace.demo.organisations import MACHINE, Country
from marketplace.network.states import QuestionState
from marketplace.outbox.delivery import deliver

QUANTITY = 40
FEWER = 24
# What each says on the telephone, and of how many pieces; the last is yet to be called
ANSWERS = (
    (QuestionState.YES, None),
    (QuestionState.LESS, FEWER),
    (QuestionState.NO, None),
    (None, None),
)
DAYS_AHEAD = 3


def supply_questions_make(country: Country, *, now: datetime) -> int:
    """
    Ask yesterday, and hear what they said this morning; return how many were asked.

    The cooperative whose president anybody may be is the one that has not answered.
    """
    day = timezone.localdate(now) + timedelta(days=DAYS_AHEAD)
    rows = Variant.objects.filter(stocks__warehouse=country.warehouse, is_active=True).order_by(
        "product__organisation", "id"
    )
    own = country.cooperatives[0].pk
    chosen = [
        variant
        for variant in rows.select_related("product").distinct("product__organisation")
        if closure_on(variant.product.organisation_id, on=day) is None
    ]
    chosen.sort(key=lambda variant: (variant.product.organisation_id == own, variant.pk))
    asked = [*chosen[: len(ANSWERS) - 1], chosen[-1]] if len(chosen) >= len(ANSWERS) else []
    for number, (variant, (answer, quantity)) in enumerate(zip(asked, ANSWERS, strict=False)):
        question = supply_ask(
            actor=MACHINE,
            warehouse_id=country.warehouse.pk,
            variant_id=variant.pk,
            quantity=QUANTITY,
            day=day,
            key=f"demo-question-{number}",
            now=now - timedelta(hours=20),
        )
        if answer is not None:
            supply_hear(
                actor=MACHINE,
                warehouse_id=country.warehouse.pk,
                question_id=question.pk,
                answer=answer.value,
                quantity=quantity,
                now=now - timedelta(hours=1),
            )
    while deliver(now=now):
        pass
    return len(asked)
