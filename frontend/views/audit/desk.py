"""What every page of the auditor shows, and the day that it looks back from."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from frontend.access import actor_for
from frontend.desks import AUDIT, desk_context
from frontend.forms.audit import DayForm
from marketplace.payouts.calendar import local_date


def audit_page(
    request: HttpRequest, template: str, here: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Show a page of the auditor with its bar."""
    shown = {**desk_context(AUDIT, actor_for(request), here), **context}
    return render(request, f"frontend/audit/{template}.html", shown, status=status)


def day_asked(form: DayForm) -> date:
    """Return the day of a valid form, or today."""
    today = local_date(timezone.now())
    return (form.cleaned_data.get("day") or today) if form.is_valid() else today
