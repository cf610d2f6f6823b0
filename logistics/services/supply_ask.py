"""The hub asks a cooperative whether it can bring so many of an article on a day."""

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.states import WarehouseKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in
from marketplace.network.models import Question
from marketplace.network.services.question_ask import question_ask

# Who is asked has two days, or until the end of the day before
ANSWER_TIME = timedelta(days=2)


def supply_ask(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    variant_id: int,
    quantity: int,
    day: date,
    key: str,
    now: datetime,
) -> Question:
    """
    Ask; a "yes" or "less" announces the goods to this hub by itself (`logistics.announce_answer`).

    :param quantity: pieces of the article
    :raises NotFound: if there is no such hub or article
    :raises NotAllowed: if the actor does not run the hub
    :raises InvalidInput: if the number, the day or the key cannot be used
    """
    demand_hub(actor, warehouse_id)
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        raise NotFound(_("There is no such article."), field="variant")
    day_begins = timezone.make_aware(datetime.combine(day, time()))
    return question_ask(
        actor=actor,
        organisation_id=variant.product.organisation_id,
        asked_for=asker(warehouse_id),
        subject=subject_of(variant_id, warehouse_id),
        goods=_words(variant),
        quantity=quantity,
        day=day,
        closes_at=min(now + ANSWER_TIME, max(day_begins, now + timedelta(hours=3))),
        key=key,
        now=now,
    )


def subject_of(variant_id: int, warehouse_id: uuid.UUID) -> str:
    """Return how a question names the article and the hub."""
    return f"supply:{variant_id}:{warehouse_id}"


def _words(variant: Variant) -> dict[str, str]:
    names = variant.product.names
    return {
        language: " ".join(filter(None, (name, text_in(variant.names, language) if variant.names else "")))
        for language, name in names.items()
    }


def asker(warehouse_id: uuid.UUID) -> str:
    """Return how a question names the hub that wants to know."""
    return f"warehouse:{warehouse_id}"


def demand_hub(actor: Actor, warehouse_id: uuid.UUID) -> None:
    """
    Pass for who runs a hub.

    :raises NotFound: if there is no such hub
    :raises NotAllowed: if the actor does not run it
    """
    hub = Warehouse.objects.filter(pk=warehouse_id, kind=WarehouseKind.HUB, is_active=True).first()
    if hub is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, hub.organisation_id), _("You do not run this warehouse."))
