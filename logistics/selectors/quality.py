"""Quality checks: of a lot for its officer, of a cooperative for its people, and how its goods fare over time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from logistics.models.quality import QualityCheck, Reading
from logistics.policies import may_run_hub, may_see_goods_of, may_see_receipt
from logistics.states import CheckDecision, CheckOutcome
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """How many checks of a month ended how."""

    month: date
    released: int
    remarked: int
    reworked: int
    rejected: int

    @property
    def total(self) -> int:
        """All that were decided."""
        return self.released + self.remarked + self.reworked + self.rejected

    @property
    def good_percent(self) -> int:
        """Of a hundred lots, how many were released without a remark; rounded down."""
        return self.released * 100 // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Trend:
    """A cooperative's quality over the last twelve months, and what most often lay outside its limit."""

    months: tuple[Month, ...]
    # (criterion, how often), the most frequent first
    weak_points: tuple[tuple[str, int], ...]
    lessons_given: int
    lessons_opened: int
    # Between a rejection and the opening of its lesson, on average; None if none was opened
    time_to_lesson: timedelta | None

    @property
    def decided(self) -> int:
        """Checks decided in these months."""
        return sum(month.total for month in self.months)


def _full(rows: QuerySet[QualityCheck]) -> QuerySet[QualityCheck]:
    readings = Prefetch("readings", Reading.objects.order_by("id"))
    return rows.select_related("lot__variant__product__product_type", "warehouse").prefetch_related(readings)


def checks_of_lot(lot_id: int) -> list[QualityCheck]:
    """Return a lot's checks with their readings, the newest first; two queries. The caller has asked who may see it."""
    return list(_full(QualityCheck.objects.filter(lot=lot_id)).order_by("-id"))


def check_detail(*, actor: Actor, check_id: int) -> QualityCheck:
    """
    Return a check with its lot and readings; two queries.

    :raises NotFound: if there is none, or it is neither about the actor's goods nor of the actor's hub
    """
    check = _full(QualityCheck.objects.filter(pk=check_id)).first()
    if check is None or not may_see_receipt(
        actor,
        hub_organisation_id=check.warehouse.organisation_id,
        owner_organisation_id=check.organisation_id,
    ):
        raise NotFound(_("There is no such check."), field="check")
    return check


def checks_of_organisation(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 20
) -> Page[QualityCheck]:
    """
    List the decided checks of a cooperative's lots, the newest first; two queries.

    :raises NotAllowed: if these are not the actor's goods
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    size = page_size(first)
    rows = QualityCheck.objects.filter(organisation=organisation_id, decided_at__isnull=False)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(decided_at__lt=moment) | Q(decided_at=moment, pk__lt=pk))
    found = list(_full(rows).order_by("-decided_at", "-id")[: size + 1])
    return page_of(found, first=size, keys=lambda check: (check.decided_at or check.opened_at, check.pk))


def quality_trend(
    *, actor: Actor, organisation_id: int, hub_organisation_id: int | None = None, at: datetime
) -> Trend:
    """
    Count how the lots of a cooperative fared in the twelve months before `at`; three queries.

    :param hub_organisation_id: the hub whose people ask, if it is not the cooperative itself; its own checks count
    :raises NotAllowed: if the actor neither owns these goods nor runs that hub
    """
    is_hub = hub_organisation_id is not None and may_run_hub(actor, hub_organisation_id)
    require(is_hub or may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    rows = QualityCheck.objects.filter(
        organisation=organisation_id, decided_at__gt=at - timedelta(days=31 * MONTHS), decided_at__lte=at
    )
    if is_hub:
        rows = rows.filter(warehouse__organisation=hub_organisation_id)
    taught = rows.exclude(lesson="")
    delays = taught.aggregate(
        given=Count("pk"),
        opened=Count("lesson_opened_at"),
        delay=Avg(F("lesson_opened_at") - F("decided_at")),
    )
    weak = (
        Reading.objects.filter(quality_check__in=rows, outcome=CheckOutcome.OUTSIDE)
        .values_list("criterion")
        .annotate(count=Count("pk"))
        .order_by("-count", "criterion")[:5]
    )
    return Trend(
        months=_months(rows),
        weak_points=tuple((criterion, count) for criterion, count in weak),
        lessons_given=delays["given"],
        lessons_opened=delays["opened"],
        time_to_lesson=delays["delay"],
    )


def _months(rows: QuerySet[QualityCheck]) -> tuple[Month, ...]:
    def ended(decision: CheckDecision) -> Count:
        return Count("pk", filter=Q(decision=decision))

    counted = (
        rows.annotate(month=TruncMonth("decided_at"))
        .values("month")
        .annotate(
            released=ended(CheckDecision.RELEASED),
            remarked=ended(CheckDecision.RELEASED_WITH_REMARK),
            reworked=ended(CheckDecision.REWORK),
            rejected=ended(CheckDecision.REJECTED),
        )
        .order_by("month")
        .values_list("month", "released", "remarked", "reworked", "rejected")
    )
    return tuple(Month(month.date(), *ends) for month, *ends in counted)
