"""What the hub found in a cooperative's goods, why, and what to do better."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontend.access import actor_for, opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.quality_cards import check_card, delay_text, weak_points
from frontend.views.portal.place import language_here, place_of, portal_page
from logistics.lessons import lessons
from logistics.selectors.evidence import evidence_of
from logistics.selectors.quality import check_detail, checks_of_organisation, quality_trend
from logistics.services.lesson_open import lesson_open


@require_safe
@opened_to(opens_portal)
def quality(request: HttpRequest) -> HttpResponseBase:
    """Show the year's trend and the decisions, the newest first."""
    place, language = place_of(request), language_here()
    page = checks_of_organisation(**place.known, after=request.GET.get("after", ""))
    trend = quality_trend(**place.known, at=timezone.now())
    context = {
        "rows": [
            (
                check_card(check, language),
                check.lot.variant.product.name(language),
                check.lot.variant.name(language),
            )
            for check in page.items
        ],
        "trend": trend,
        "weak_points": weak_points(trend.weak_points),
        "delay": delay_text(trend.time_to_lesson),
        "next_url": next_page_url(request, page),
        "is_first": not request.GET.get("after"),
    }
    return portal_page(request, "quality", "portal-stock", context, place=place)


@require_safe
@opened_to(opens_portal)
def check(request: HttpRequest, check_id: int) -> HttpResponseBase:
    """Show one check: readings with their limits, the decision, the photo and the spoken reason."""
    place, language = place_of(request), language_here()
    row = check_detail(actor=actor_for(request), check_id=check_id)
    subject = f"check:{row.pk}"
    context = {
        "card": check_card(row, language),
        "name": row.lot.variant.product.name(language),
        "size": row.lot.variant.name(language),
        "files": evidence_of([subject])[subject],
    }
    return portal_page(request, "check", "portal-stock", context, place=place)


@require_safe
@opened_to(opens_portal)
def lesson(request: HttpRequest, check_id: int) -> HttpResponseBase:
    """Show the lesson of a decision; its first opening is written down."""
    place, language = place_of(request), language_here()
    row = lesson_open(actor=place.actor, check_id=check_id, now=timezone.now())
    found = lessons()[row.lesson]
    context = {
        "row": row,
        "title": found.title(language),
        "pictogram": found.pictogram,
        "steps": found.steps_in(language),
    }
    return portal_page(request, "lesson", "portal-stock", context, place=place)
