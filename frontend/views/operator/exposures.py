"""Whose turn it is today and why, and the log of who was shown how often."""

import csv
from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models.exposure import EXPOSURE_DAYS
from catalog.selectors.exposures import exposure_days, exposures_listed, gap_index
from frontend.access import opened_to, opens_exposure
from frontend.addresses import next_page_url
from frontend.views.operator.desk import language_here, operator_page
from marketplace.kernel.geography import regions


@require_safe
@opened_to(opens_exposure)
def exposures(request: HttpRequest) -> HttpResponseBase:
    """List the cooperatives in the order of today's turns, each with how often it was shown before."""
    language, places = language_here(), regions()
    page = exposures_listed(after=request.GET.get("after", ""))
    gap = gap_index(today=timezone.localdate())
    shown = {
        "rows": [
            (
                row.turn + 1,
                row.name(language),
                places[row.region].name(language) if row.region in places else "",
                row.shown,
            )
            for row in page.items
        ],
        "day": page.items[0].day if page.items else None,
        "days": EXPOSURE_DAYS,
        "gap": None if gap is None else round(gap, 2),
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "exposures", "operator-exposure", shown)


class _Echo:
    """What csv writes into: hands each line on."""

    def write(self, line: str) -> str:
        return line


@require_safe
@opened_to(opens_exposure)
def exposure_log(request: HttpRequest) -> HttpResponseBase:
    """Stream the log of a year as CSV: day, cooperative, where, how often, and its turn of that day."""
    since = timezone.localdate() - timedelta(days=365)

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield writer.writerow(["day", "cooperative", "surface", "shown", "turn"])
        for day, slug, surface, count, turn in exposure_days(since=since):
            yield writer.writerow([day.isoformat(), slug, surface, count, "" if turn is None else turn + 1])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="exposure.csv"'},
    )
