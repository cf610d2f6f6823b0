"""Who comes first in the shop's lists, and why: the rule, and what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models.exposure import EXPOSURE_DAYS
from catalog.selectors.exposures import gap_index


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Tell the rule by which lists are ordered, and how unequally cooperatives were shown of late."""
    gap = gap_index(today=timezone.localdate())
    shown = {
        "days": EXPOSURE_DAYS,
        "gap": None if gap is None else round(gap, 2),
        "canonical": request.path,
    }
    return render(request, "frontend/shop/ranking.html", shown)
