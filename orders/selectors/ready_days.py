"""From which day on the lines of a basket could be ready, cooperative by cooperative."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from logistics.selectors.capacity import Load, foretold
from marketplace.cooperatives.models.organisation import Organisation
from orders.basket import BasketGroup, BasketLine, Problem, ProblemKind


def lines_with_days(lines: Sequence[BasketLine], load: Load, now: datetime) -> list[BasketLine]:
    """Foretell from which day on each line is ready, and name what cannot be made."""
    today = timezone.localdate(now)
    # What is still to be harvested waits for its day and takes nothing of today's work
    made = {line.variant_id: line.quantity for line in lines if not line.is_preorder}
    days = foretold(load, made, on=today)
    found = []
    for line in lines:
        if line.is_preorder:
            found.append(line)
            continue
        day = days.get(line.variant_id, today)
        if day is None:
            problem = Problem(ProblemKind.TOO_MUCH, line.id)
            found.append(replace(line, problems=(*line.problems, problem)))
        else:
            latest = max(day, line.ready_date or today)
            found.append(replace(line, ready_date=latest if latest > today else None))
    return found


def grouped(lines: Sequence[BasketLine], owners: Mapping[int, Organisation]) -> tuple[BasketGroup, ...]:
    """Put lines together by who sells them, in the order in which each first appears."""
    by_owner: dict[int, list[BasketLine]] = {}
    for line in lines:
        by_owner.setdefault(line.offer.organisation_id if line.offer else 0, []).append(line)
    groups = []
    for key, own in by_owner.items():
        owner = owners.get(key)
        groups.append(BasketGroup(key, owner.names if owner else {}, owner.slug if owner else "", tuple(own)))
    return tuple(groups)
