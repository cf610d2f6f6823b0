"""What a cooperative says that it will bring: announced to the hub that asked, or on another day than was said."""

import uuid
from datetime import date, datetime

from django.utils import timezone

from catalog.events import PreorderMoved
from logistics.services.notice_send import Announced, notice_send
from logistics.services.preorder_book import harvest_move
from logistics.states import Arrival
from marketplace.kernel.actor import Actor
from marketplace.network.events import QuestionAnswered
from marketplace.outbox.bus import listens


@listens(QuestionAnswered, name="logistics.announce_answer")
def announce_answer(event: QuestionAnswered, *, now: datetime) -> None:
    """Announce what was promised, once; an answer that came after its day announces for today."""
    kind, _colon, rest = event.subject.partition(":")
    if kind != "supply" or event.quantity == 0:
        return
    variant_id, _colon, warehouse_id = rest.partition(":")
    notice_send(
        actor=Actor.of_machine(f"answer:{event.answered_by}"[:80]),
        organisation_id=event.organisation_id,
        warehouse_id=uuid.UUID(warehouse_id),
        lines=[Announced(variant_id=int(variant_id), crates=1, units_per_crate=event.quantity)],
        ready_date=max(date.fromisoformat(event.day), timezone.localdate(now)),
        arrival=Arrival.DROP_OFF,
        key=f"answer:{event.question_id}",
        now=now,
    )


@listens(PreorderMoved, name="logistics.move_harvest")
def move_harvest(event: PreorderMoved, *, now: datetime) -> None:
    """Let the hub wait for the harvest's new day."""
    harvest_move(
        preorder_id=event.preorder_id,
        arrives_date=date.fromisoformat(event.arrives),
        was_date=date.fromisoformat(event.was),
    )
