"""Collection rounds: what waits to be collected, what is planned, and what a driver has before them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from logistics.carrying import CarrierKind
from logistics.collecting import HELD, RoundState, StopState
from logistics.models.carrier import CarrierAccount
from logistics.models.collection import CollectionRound, CollectionStop, StopLoad, Vehicle
from logistics.models.inbound import Notice, NoticeLine
from logistics.policies import may_drive, may_run_hub, may_see_goods_of
from logistics.selectors.notice_weights import grams_announced
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import Arrival, NoticeState
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require

OPEN = (RoundState.PLANNED, RoundState.ON_THE_ROAD)
# More rounds than one person drives in a day
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that nobody is on the way for; `was_missed`: a driver found nobody there before."""

    notice: Notice
    grams: int
    was_missed: bool


@dataclass(frozen=True, slots=True)
class StopDetail:
    """A stop (notice and cooperative fetched) with its lines, what was loaded of each, and its weight."""

    stop: CollectionStop
    lines: tuple[tuple[NoticeLine, int | None], ...]
    grams: int

    @property
    def is_open(self) -> bool:
        """Whether the driver still has something to tell."""
        return self.stop.state == StopState.PLANNED and self.stop.notice.state == NoticeState.ANNOUNCED

    @property
    def may_tell(self) -> bool:
        """Whether a word of the driver's still counts: until the gate has counted."""
        return self.stop.notice.state == NoticeState.ANNOUNCED


@dataclass(frozen=True, slots=True)
class RoundDetail:
    """A round with its stops in order."""

    round: CollectionRound
    stops: tuple[StopDetail, ...]

    @property
    def grams(self) -> int:
        """What the stops announce together."""
        return sum(stop.grams for stop in self.stops)


def notices_to_collect(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 50
) -> Page[Waiting]:
    """
    List what is to be collected and on no round, the earliest day first; three queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    stops = CollectionStop.objects.filter(notice=OuterRef("pk"))
    rows = Notice.objects.filter(
        ~Exists(stops.filter(state__in=HELD)),
        warehouse=warehouse,
        state=NoticeState.ANNOUNCED,
        arrival=Arrival.COLLECTION,
    ).annotate(was_missed=Exists(stops.filter(state=StopState.NOT_THERE)))
    if after:
        day, pk = keys_of(after, [date, int])
        rows = rows.filter(Q(ready_date__gt=day) | Q(ready_date=day, pk__gt=pk))
    found = list(rows.select_related("organisation").order_by("ready_date", "id")[: size + 1])
    grams = grams_announced([row.pk for row in found])
    waiting = [Waiting(row, grams.get(row.pk, 0), row.was_missed) for row in found]
    return page_of(waiting, first=size, keys=lambda row: (row.notice.ready_date, row.notice.pk))


def rounds_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[tuple[CollectionRound, int]]:
    """
    List a hub's rounds with their stops counted, the newest day first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = CollectionRound.objects.filter(warehouse=warehouse).select_related("vehicle__carrier")
    if after:
        day, pk = keys_of(after, [date, int])
        rows = rows.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))
    counted = rows.annotate(stop_count=Count("stops", filter=~Q(stops__state=StopState.DROPPED)))
    found = [(row, row.stop_count) for row in counted.order_by("-day", "-id")[: size + 1]]
    return page_of(found, first=size, keys=lambda pair: (pair[0].day, pair[0].pk))


def round_detail(*, actor: Actor, round_id: int) -> RoundDetail:
    """
    Return a round with its stops; five queries.

    :raises NotFound: if there is none, or the actor neither runs its hub nor drives its vehicle
    """
    rows = CollectionRound.objects.select_related("warehouse", "vehicle__carrier")
    found = rows.filter(pk=round_id).first()
    if found is None or not (
        may_run_hub(actor, found.warehouse.organisation_id) or may_drive(actor, found.vehicle.carrier_id)
    ):
        raise NotFound(_("There is no such round."), field="round")
    return _detailed([found])[0]


def round_of_hub(*, actor: Actor, round_id: int) -> RoundDetail:
    """
    Return a round as the hub's people see it; five queries.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor drives it, and does not run its hub
    """
    detail = round_detail(actor=actor, round_id=round_id)
    hub_id = detail.round.warehouse.organisation_id
    require(may_run_hub(actor, hub_id), _("This is for the people of this hub."))
    return detail


def driver_rounds(*, actor: Actor, today: date) -> list[RoundDetail]:
    """Return the open rounds up to today of the vehicles for which the actor drives, the oldest first; five queries."""
    carriers = [pk for pk, held in actor.roles.items() if Role.DRIVER in held]
    rows = CollectionRound.objects.filter(
        vehicle__carrier__in=carriers, state__in=OPEN, day__lte=today
    ).select_related("warehouse", "vehicle__carrier")
    return _detailed(list(rows.order_by("day", "sets_out", "id")[:MOST_ROUNDS]))


def stop_of_driver(*, actor: Actor, stop_id: int) -> CollectionStop:
    """
    Return a stop (with its notice) of a vehicle for which the actor drives; one query.

    :raises NotFound: if there is none, or it is not the actor's to drive
    """
    stop = _stop_of(stop_id)
    if not may_drive(actor, stop.round.vehicle.carrier_id):
        raise NotFound(_("There is no such stop."), field="stop")
    return stop


def stop_of_hub(*, actor: Actor, stop_id: int) -> CollectionStop:
    """
    Return a stop (with its notice) of a round of the actor's hub; one query.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    stop = _stop_of(stop_id)
    if not may_run_hub(actor, stop.round.warehouse.organisation_id):
        raise NotFound(_("There is no such stop."), field="stop")
    return stop


def _stop_of(stop_id: int) -> CollectionStop:
    rows = CollectionStop.objects.select_related("round__vehicle", "round__warehouse", "notice")
    stop = rows.filter(pk=stop_id).first()
    if stop is None:
        raise NotFound(_("There is no such stop."), field="stop")
    return stop


def stop_of_notice(*, actor: Actor, notice: Notice) -> CollectionStop | None:
    """
    Return the stop at which a cooperative's goods are, or were, collected (round and vehicle fetched); one query.

    :raises NotAllowed: if these are not the actor's goods
    """
    require(may_see_goods_of(actor, notice.organisation_id), _("These are not your goods."))
    rows = CollectionStop.objects.filter(notice=notice).exclude(state=StopState.DROPPED)
    return rows.select_related("round__vehicle__carrier").order_by("-id").first()


def vehicles_of_ours(*, active_only: bool = True) -> list[Vehicle]:
    """Return the vehicles of our own carriers; one query."""
    rows = Vehicle.objects.select_related("carrier").order_by("carrier", "name")
    return list(rows.filter(is_active=True) if active_only else rows)


def carriers_of_ours() -> list[Organisation]:
    """Return the carriers that drive our own vehicles; one query."""
    own = CarrierAccount.objects.filter(kind=CarrierKind.OWN).values("organisation")
    return list(Organisation.objects.filter(pk__in=own).order_by("id"))


def _detailed(rounds: Sequence[CollectionRound]) -> list[RoundDetail]:
    lines: QuerySet[NoticeLine] = NoticeLine.objects.select_related("variant__product__product_type")
    stops = (
        CollectionStop.objects.filter(round__in=rounds)
        .exclude(state=StopState.DROPPED)
        .exclude(notice__state=NoticeState.CANCELLED)
        .select_related("notice__organisation")
        .prefetch_related(
            Prefetch("notice__lines", lines.order_by("id")),
            Prefetch("loads", StopLoad.objects.order_by("id")),
        )
        .order_by("position", "id")
    )
    of_round: dict[int, list[StopDetail]] = {row.pk: [] for row in rounds}
    for stop in stops:
        of_round[stop.round_id].append(_stop(stop))
    return [RoundDetail(row, tuple(of_round[row.pk])) for row in rounds]


def _stop(stop: CollectionStop) -> StopDetail:
    loads = {load.notice_line_id: load.crates for load in stop.loads.all()}
    lines = list(stop.notice.lines.all())
    return StopDetail(
        stop,
        tuple((line, loads.get(line.pk)) for line in lines),
        sum(line.quantity * line.variant.weight_g for line in lines),
    )
