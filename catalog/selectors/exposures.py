"""Who was shown how often, and how unequal that was: for the staff, and as one public figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from catalog.models.exposure import EXPOSURE_DAYS, Exposure, SellerTurn
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """A cooperative's turn of today and what it follows from; texts are language code -> text."""

    organisation_id: int
    slug: str
    names: Mapping[str, str]
    region: str
    turn: int
    day: date
    # In the four weeks before its day
    shown: int

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def exposures_listed(*, after: str = "", first: int = 50) -> Page[ExposureRow]:
    """
    Return the cooperatives in the order of their turns, in one statement.

    :raises InvalidInput: if `after` is not a cursor of this list, or `first` is not usable
    """
    rows = SellerTurn.objects.select_related("organisation").order_by("turn", "organisation_id")
    if after:
        turn, key = (int(str(each)) for each in keys_of(after, (int, int)))
        rows = rows.filter(turn__gte=turn).exclude(turn=turn, organisation_id__lte=key)
    found = [
        ExposureRow(
            row.organisation_id,
            row.organisation.slug,
            row.organisation.names,
            row.organisation.region,
            row.turn,
            row.day,
            row.shown_before,
        )
        for row in rows[: page_size(first) + 1]
    ]
    return page_of(found, first=first, keys=lambda row: (row.turn, row.organisation_id))


def gap_index(*, today: date) -> float | None:
    """
    Return the Gini coefficient of how often the cooperatives on the shelves were shown in the last four weeks.

    0: all equally often; towards 1: one alone. None while nothing was shown.
    """
    shown = dict(
        Exposure.objects.filter(day__gte=today - timedelta(days=EXPOSURE_DAYS), day__lt=today)
        .values_list("organisation_id")
        .annotate(Sum("shown"))
    )
    return gini([shown.get(key, 0) for key in SellerTurn.objects.values_list("organisation_id", flat=True)])


def gini(values: Sequence[int]) -> float | None:
    """Return the Gini coefficient of some counts, or None if there is nothing to share."""
    total, number = sum(values), len(values)
    if not total:
        return None
    weighted = sum(place * value for place, value in enumerate(sorted(values), 1))
    return 2 * weighted / (number * total) - (number + 1) / number


def exposure_days(*, since: date) -> Iterator[tuple[date, str, str, int, int | None]]:
    """Walk through the log: day, slug of the cooperative, surface, how often it was shown, its turn of that day."""
    rows = Exposure.objects.filter(day__gte=since).order_by("day", "organisation_id", "surface")
    yield from rows.values_list("day", "organisation__slug", "surface", "shown", "turn").iterator(2000)
