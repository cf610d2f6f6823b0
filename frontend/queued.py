"""
Acts that a phone kept while it had no network.

The script static/frontend/js/queue.js sends them later, with the moment of the tap; each is answered to the script, and
harmless when sent twice.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase

from frontend.forms.refusals import TOLD, refusal_text
from marketplace.kernel.errors import NotAllowed, NotFound

# What is older was typed by a phone whose clock is wrong: it counts as of its arrival.
LONGEST_WAIT: Final = timedelta(days=7)
CLOCK_SLACK: Final = timedelta(minutes=5)
CONFLICT: Final = 409


def is_queued(request: HttpRequest) -> bool:
    """Say whether the script of the queue sends this, and wants to know how it went."""
    return request.headers.get("X-Queued") == "1"


def tapped_at(request: HttpRequest, *, now: datetime) -> datetime:
    """Return when the button was pressed; now, if the phone does not say so or its clock is wrong."""
    try:
        moment = datetime.fromisoformat(request.POST.get("tapped_at", ""))
    except ValueError:
        return now
    if moment.tzinfo is None or not now - LONGEST_WAIT <= moment <= now + CLOCK_SLACK:
        return now
    return min(moment, now)


def act_key(request: HttpRequest) -> str:
    """Return the name of the act, under which it counts once; a fresh one if the page gave none."""
    return request.POST.get("key", "").strip()[:100] or uuid.uuid4().hex


def queued_answer(
    request: HttpRequest, act: Callable[[], object], *, success: str, back_to: str
) -> HttpResponseBase:
    """
    Do what a button asks; tell the script how it went, or the person on the next page.

    A refusal is explained and final for the script: sending the same again would change nothing.

    :raises NotAllowed, NotFound: as the service does, unless the script asks
    """
    told = (*TOLD, NotAllowed, NotFound) if is_queued(request) else TOLD
    try:
        act()
    except told as error:
        text = refusal_text(error)
        if is_queued(request):
            return JsonResponse({"ok": False, "text": text}, status=CONFLICT)
        messages.error(request, text)
    else:
        if is_queued(request):
            return JsonResponse({"ok": True, "text": success})
        messages.success(request, success)
    return HttpResponseRedirect(back_to, status=303)


def queued_outcome(form: forms.Form, *, is_done: bool) -> HttpResponse:
    """Tell the script whether a whole form was taken, and what is wrong with it if not."""
    if is_done:
        return JsonResponse({"ok": True, "text": ""})
    errors = [
        f"{form.fields[name].label}: {error}"
        if name in form.fields and form.fields[name].label
        else str(error)
        for name, found in form.errors.items()
        for error in found
    ]
    return JsonResponse({"ok": False, "text": " ".join(errors)}, status=CONFLICT)


def no_store(response: HttpResponse) -> HttpResponse:
    """Leave a page to the worker's own cupboard alone, which is emptied when somebody signs out."""
    response.headers["Cache-Control"] = "no-store"
    return response
