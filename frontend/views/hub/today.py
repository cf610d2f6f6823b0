"""The hub's day at a glance, and the fulfilments behind each number."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.carrying import BookingState, ReportState
from logistics.collecting import RoundState, StopState
from logistics.next_actions import next_action
from logistics.selectors.board import Heap, today_board
from logistics.selectors.fulfilments import fulfilments_listed
from logistics.selectors.lots import shortages_open
from logistics.states import OPEN_STATES, CountLineState, FulfilmentState, LotState, NoticeState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from orders.selectors.shortages import shortages_asked

_F = FulfilmentState
# A heap whose oldest thing waits longer than this is marked.
LATE = timedelta(hours=24)
# Where the work on each heap is done, and its icon
NEXT = {
    _F.RELEASED: ("hub-waves", "list"),
    _F.ALLOCATED: ("hub-waves", "crate"),
    _F.PICKING: ("hub-pack", "scan"),
    _F.PACKED: ("hub-hand-over", "parcel"),
    _F.HANDED_OVER: ("", "truck"),
    _F.OUT_FOR_DELIVERY: ("", "map-pin"),
    _F.REFUSED: ("", "thumb-down"),
    _F.RETURNING: ("", "undo"),
    _F.RETURNED: ("hub-returns", "archive"),
}


@dataclass(frozen=True, slots=True)
class HeapCard:
    """A heap as a tile: number, word, age of the oldest, and where to go."""

    text: str
    icon: str
    count: int
    oldest_at: datetime | None
    is_late: bool
    url: str
    # Whose turn it is, and what to do
    owner: str = ""
    action: str = ""


def _heap(
    heap: Heap, text: str, icon: str, url: str, now: datetime, state: TextChoices | None = None
) -> HeapCard:
    is_late = heap.oldest_at is not None and now - heap.oldest_at > LATE
    turn = next_action(state) if state is not None else None
    owner, action = (str(turn.owner.value), str(turn.words)) if turn else ("", "")
    return HeapCard(text, icon, heap.count, heap.oldest_at, is_late, url, owner, action)


def _state_url(state: FulfilmentState) -> str:
    name = NEXT[state][0]
    if name:
        return reverse(f"frontend:{name}")
    return f"{reverse('frontend:hub-fulfilments')}?state={state.value}"


@require_GET
@opened_to(opens_hub)
def today(request: HttpRequest) -> HttpResponse:
    """Show what is open, how much of it, and how long the oldest has waited."""
    place, now = place_of(request), timezone.now()
    board = today_board(**place.known, today=timezone.localdate(now))
    heaps = [
        _heap(board.fulfilments[state], str(state.label), NEXT[state][1], _state_url(state), now, state)
        for state in OPEN_STATES
    ]
    lots = f"{reverse('frontend:hub-lots')}?state=quarantine"
    inbound, rounds = reverse("frontend:hub-inbound"), reverse("frontend:hub-rounds")
    storage, counts = reverse("frontend:hub-storage"), reverse("frontend:hub-counts")
    carriers = reverse("frontend:hub-carriers")
    others = [
        _heap(board.announced, _("Goods announced"), "truck", inbound, now, NoticeState.ANNOUNCED),
        _heap(board.to_collect, _("Goods to collect"), "crate", rounds, now, StopState.NOT_THERE),
        _heap(board.rounds, _("Rounds of today"), "truck", f"{rounds}#rounds", now, RoundState.PLANNED),
        _heap(board.discrepancies, _("Differences to settle"), "scale", f"{inbound}#cases", now),
        _heap(board.quarantine, _("Lots in quarantine"), "shield", lots, now, LotState.QUARANTINE),
        _heap(board.to_put_away, _("Lots to put away"), "archive", f"{storage}#waiting", now),
        _heap(board.alarms, _("Temperature alarms"), "snow", f"{storage}#zones", now),
        _heap(board.differing, _("Counts to decide"), "users", counts, now, CountLineState.DIFFERS),
        _heap(board.bookings, _("Parcels not booked"), "handshake", carriers, now, BookingState.DEAD),
        _heap(board.reports, _("Reports not understood"), "mail", carriers, now, ReportState.DEAD),
        _heap(board.packaging, _("Packaging to order"), "parcel", reverse("frontend:hub-packaging"), now),
        replace(
            _heap(
                board.shortages, _("Promises short of goods"), "alert", reverse("frontend:hub-shortages"), now
            ),
            owner=_("Customer"),
            action=_("Chooses; what comes in meanwhile is sent"),
        ),
    ]
    return hub_page(request, "today", "hub-today", {"heaps": heaps, "others": others}, place=place)


@require_GET
@opened_to(opens_hub)
def fulfilments(request: HttpRequest) -> HttpResponse:
    """List the fulfilments in a state, the longest waiting first."""
    place = place_of(request)
    wanted = request.GET.get("state", _F.RELEASED.value)
    if wanted not in FulfilmentState.values:
        raise NotFound(_("There is no such state."), field="state")
    state = FulfilmentState(wanted)
    page = fulfilments_listed(
        actor=place.actor, warehouse_id=place.warehouse.pk, state=state, after=request.GET.get("after", "")
    )
    tabs = [
        Link(str(each.label), f"?state={each.value}", NEXT[each][1], is_here=each == state)
        for each in OPEN_STATES
    ]
    rows = [(row, text_in(row.method_names, language_here())) for row in page.items]
    shown = {"rows": rows, "state": state, "tabs": tabs, "next_url": next_page_url(request, page)}
    return hub_page(request, "fulfilments", "hub-parcels", shown, place=place)


@require_GET
@opened_to(opens_hub)
def shortages(request: HttpRequest) -> HttpResponse:
    """List the promises for which there are no goods, the oldest first."""
    place = place_of(request)
    page = shortages_open(
        actor=place.actor, warehouse_id=place.warehouse.pk, after=request.GET.get("after", "")
    )
    asked = shortages_asked([row.key for row in page.items])
    rows = [(row, text_in(row.product_names, language_here()), asked.get(row.key)) for row in page.items]
    shown = {"rows": rows, "next_url": next_page_url(request, page)}
    return hub_page(request, "shortages", "hub-today", shown, place=place)
