"""A stop of a collection round as a card that drivers tap on, and what they tell with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from frontend.cards import Chip
from frontend.forms.rounds import LoadForm
from frontend.queued import act_key, queued_answer, tapped_at
from logistics.collecting import StopState
from logistics.models.collection import CollectionStop
from logistics.selectors.rounds import StopDetail
from logistics.services.stop_tell import stop_tell
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import provinces

TONES = {
    StopState.PLANNED: ("info", "clock"),
    StopState.PICKED_UP: ("success", "check"),
    StopState.PART: ("warning", "crate"),
    StopState.NOT_THERE: ("danger", "close"),
    StopState.DROPPED: ("", "close"),
}


@dataclass(frozen=True, slots=True)
class LineCard:
    """An announced article: how many crates of how many, and how many were loaded."""

    line_id: int
    family: str
    name: str
    size: str
    crates: int
    units: int
    loaded: int | None


@dataclass(frozen=True, slots=True)
class CollectCard:
    """A stop as its card shows it; its form has a key of its own, so that a tap counts once."""

    detail: StopDetail
    owner: str
    phone: str
    where: str
    map_url: str
    chip: Chip
    lines: tuple[LineCard, ...]
    key: str


def collect_card(detail: StopDetail, language: str) -> CollectCard:
    """Write a stop in a language."""
    notice, owner = detail.stop.notice, detail.stop.notice.organisation
    place = provinces().get(notice.collect_province or owner.province)
    where = ", ".join(part for part in (notice.collect_at, place.name(language) if place else "") if part)
    state = StopState(detail.stop.state)
    return CollectCard(
        detail=detail,
        owner=owner.name(language),
        phone=owner.phone,
        where=where,
        map_url=f"https://www.openstreetmap.org/search?query={quote(where)}",
        chip=Chip(str(state.label), *TONES[state]),
        lines=tuple(
            LineCard(
                line.pk,
                line.variant.product.product_type.key,
                line.variant.product.name(language),
                line.variant.name(language),
                line.crates,
                line.units_per_crate,
                loaded,
            )
            for line, loaded in detail.lines
        ),
        key=uuid.uuid4().hex,
    )


def stop_told(
    request: HttpRequest, actor: Actor, stop: CollectionStop, *, back_to: str, now: datetime
) -> HttpResponseBase:
    """Keep what a button of the card tells, with the moment of the tap; the same twice counts once."""
    lines: Sequence[int] = list(stop.notice.lines.order_by("id").values_list("pk", flat=True))
    form = LoadForm(request.POST, line_ids=lines)
    at = tapped_at(request, now=now)

    def told() -> CollectionStop:
        if not form.is_valid():
            raise InvalidInput(str(next(iter(form.errors.values()))[0]), field=next(iter(form.errors)))
        return stop_tell(
            actor=actor,
            stop_id=stop.pk,
            outcome=form.outcome(),
            crates=form.crates(),
            key=f"stop:{act_key(request)}",
            told_at=at,
            now=now,
        )

    what = request.POST.get("what", "")
    success = str(StopState(what).label) if what in StopState.values else ""
    return queued_answer(request, told, success=success, back_to=back_to)
