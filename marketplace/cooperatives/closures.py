"""When cooperatives are closed."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.policies import may_see
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require

# More than anybody announces at once
MOST_SHOWN = 20


def closures_of(*, actor: Actor, organisation_id: int, on: date) -> list[Closure]:
    """
    Return what an organisation has announced and is not over yet, the next first; one query.

    :raises NotAllowed: if the actor neither belongs to it nor verifies cooperatives
    """
    require(may_see(actor, organisation_id), _("Only its own people see this."))
    rows = Closure.objects.filter(organisation=organisation_id, withdrawn_at=None, until_date__gte=on)
    return list(rows.order_by("from_date", "id")[:MOST_SHOWN])


def closure_on(organisation_id: int, *, on: date) -> Closure | None:
    """Return why everybody finds an organisation closed on a day; one query."""
    rows = Closure.objects.filter(
        organisation=organisation_id, withdrawn_at=None, from_date__lte=on, until_date__gte=on
    )
    return rows.first()


def back_date(until_date: date) -> date:
    """Return the first day after a closure."""
    return until_date + timedelta(days=1)


def closed_days(organisation_ids: Sequence[int], *, since: date) -> dict[int, list[tuple[date, date]]]:
    """Return the first and last days of what organisations have announced from a day on; one query."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = Closure.objects.filter(
        organisation__in=list(organisation_ids), withdrawn_at=None, until_date__gte=since
    )
    for owner, first, last in rows.order_by("from_date").values_list(
        "organisation_id", "from_date", "until_date"
    ):
        found.setdefault(owner, []).append((first, last))
    return found


def withholding(organisation_ids: Collection[int], *, on: date) -> set[int]:
    """Return which of these are closed on a day and let nothing of theirs be sold meanwhile; one query."""
    rows = Closure.objects.filter(
        organisation__in=organisation_ids,
        withdrawn_at=None,
        sells_on=False,
        from_date__lte=on,
        until_date__gte=on,
    )
    return set(rows.values_list("organisation_id", flat=True))
