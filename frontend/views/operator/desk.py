"""What every page of the operator shows, and where the desk begins."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from frontend.access import actor_for, opened_to
from frontend.desks import OPERATOR, desk_context, opens_messages, opens_operator
from marketplace.kernel.pages import cursor_of, keys_of
from marketplace.notifications.selectors import console_deliveries

MESSAGES_PER_PAGE = 30


def language_here() -> str:
    """The language of the page."""
    return get_language() or "fr"


def operator_page(
    request: HttpRequest, template: str, here: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Show a page of the operator with its bar."""
    shown = {**desk_context(OPERATOR, actor_for(request), here), **context}
    return render(request, f"frontend/operator/{template}.html", shown, status=status)


@require_GET
@opened_to(opens_operator)
def home(request: HttpRequest) -> HttpResponseBase:
    """Lead to the first page that is open to the person."""
    actor = actor_for(request)
    name = next(name for name, _text, _icon, is_open in OPERATOR if is_open(actor))
    return redirect(f"frontend:{name}")


@require_GET
@opened_to(opens_messages)
def messages(request: HttpRequest) -> HttpResponse:
    """Show what the twins of the providers would have sent, newest first."""
    asked = request.GET.get("after", "")
    before = int(str(keys_of(asked, (int,))[0])) if asked else None
    rows = console_deliveries(before_id=before, limit=MESSAGES_PER_PAGE + 1)
    more = len(rows) > MESSAGES_PER_PAGE
    rows = rows[:MESSAGES_PER_PAGE]
    next_url = f"?after={cursor_of([rows[-1].pk])}" if more else ""
    return operator_page(request, "messages", "operator-messages", {"rows": rows, "next_url": next_url})
