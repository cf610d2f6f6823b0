"""A cooperative's papers, the account on which it is paid, and the messages to its people."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, opened_to, opens_portal
from frontend.cards import Chip
from frontend.forms.joining import PaperForm
from frontend.forms.portal import AccountForm, ConnectedForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import language_here, place_of, portal_page
from frontend.views.portal.today import PAPER_WARNING
from marketplace.cooperatives.models.identity import BankAccount, Identifier
from marketplace.cooperatives.policies import is_second_person, may_change_account, may_manage
from marketplace.cooperatives.selectors import bank_accounts_of, papers_of
from marketplace.cooperatives.services.bank_account_confirm import bank_account_block, bank_account_confirm
from marketplace.cooperatives.services.bank_account_submit import bank_account_submit
from marketplace.cooperatives.services.identifier_submit import identifier_submit
from marketplace.cooperatives.states import DocumentState, IdentifierKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.notifications.selectors import inbox_messages
from marketplace.notifications.services.inbox_mark_read import inbox_mark_read
from orders.gateways.stripe import transfer_gateway
from orders.services.payee_connect import payee_connect

MESSAGES_SHOWN = 20


def _paper(row: Identifier, today: date) -> dict[str, Any]:
    ends = row.expires_date
    if row.state == DocumentState.REFUSED:
        chip = Chip(_("Refused"), "danger", "close")
    elif row.state != DocumentState.ACCEPTED:
        chip = Chip(_("Being looked at"), "info", "clock")
    elif ends is not None and ends < today:
        chip = Chip(_("Ended"), "danger", "alert")
    elif ends is not None and ends <= today + PAPER_WARNING:
        chip = Chip(_("Ends soon"), "warning", "calendar")
    else:
        chip = Chip(_("Valid"), "success", "check")
    return {"row": row, "kind": IdentifierKind(row.kind).label, "chip": chip}


def _account(row: BankAccount, actor: Actor, may_change: bool) -> dict[str, Any]:
    """An account as the page shows it: never more than its last digits."""
    is_waiting = not row.is_active
    if is_waiting:
        chip = Chip(_("Waits for a second officer"), "warning", "users")
    elif row.usable_from > timezone.now():
        chip = Chip(_("Not used yet"), "warning", "clock")
    else:
        chip = Chip(_("Paid to"), "success", "check")
    return {
        "id": row.pk,
        "ending": row.ending[-4:],
        "is_connected": bool(row.connected_id),
        "holder": row.holder,
        "chip": chip,
        "is_waiting": is_waiting,
        "usable_from": row.usable_from,
        "can_confirm": may_change and is_waiting and is_second_person(actor, row.submitted_by_id),
        "can_block": may_change,
    }


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("rib")
@opened_to(opens_portal)
def papers(request: HttpRequest) -> HttpResponseBase:
    """Show the papers with their ends and the account; officers write another account and hand in papers here."""
    place, now = place_of(request), timezone.now()
    known = place.known
    is_paper, is_connected = "kind" in request.POST, "connected_id" in request.POST
    gateway = transfer_gateway()
    form = AccountForm(None if is_paper or is_connected else request.POST or None)
    connected = ConnectedForm(request.POST if is_connected and gateway is not None else None)
    paper = PaperForm(request.POST if is_paper else None, request.FILES if is_paper else None)
    written = (
        attempt(form, lambda: bank_account_submit(**known, **form.cleaned_data, now=now)),
        attempt(paper, lambda: identifier_submit(**known, **paper.values())),
        gateway
        and attempt(
            connected, lambda: payee_connect(**known, **connected.cleaned_data, gateway=gateway, now=now)
        ),
    )
    if any(row is not None for row in written):
        return redirect("frontend:portal-papers")
    may_change = may_change_account(place.actor, place.organisation_id)
    context = {
        "papers": [_paper(row, timezone.localdate(now)) for row in papers_of(**known)],
        "accounts": [_account(row, place.actor, may_change) for row in bank_accounts_of(**known)],
        "form": form,
        "connected": connected if gateway is not None else None,
        "paper": paper,
        "may_change": may_change,
        "may_manage": may_manage(place.actor, place.organisation_id),
    }
    is_refused = form.is_bound or paper.is_bound or connected.is_bound
    status = UNPROCESSABLE if is_refused else 200
    return portal_page(request, "papers", "portal-papers", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def account_decide(request: HttpRequest, account_id: str, act: str) -> HttpResponseBase:
    """Confirm an account as the second officer, or stop paying to it."""
    actor, now = actor_for(request), timezone.now()
    if act == "confirm":
        done(
            request,
            lambda: bank_account_confirm(actor=actor, bank_account_id=int(account_id), now=now),
            _("The account is confirmed. Money goes there in three days."),
        )
    else:
        done(
            request,
            lambda: bank_account_block(actor=actor, bank_account_id=int(account_id)),
            _("Nothing is paid to this account any more."),
        )
    return redirect("frontend:portal-papers")


@require_safe
@opened_to(opens_portal)
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Show the messages to the person, newest first."""
    place = place_of(request)
    text = request.GET.get("before", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidInput(_("This page address is not one of ours."), field="before")
    rows = inbox_messages(
        actor=place.actor,
        user_id=place.actor.user_id or 0,
        language=language_here(),
        before_id=int(text) if text else None,
        limit=MESSAGES_SHOWN + 1,
    )
    shown = rows[:MESSAGES_SHOWN]
    next_url = f"?before={shown[-1].id}" if len(rows) > MESSAGES_SHOWN else ""
    context: dict[str, object] = {
        # The address stands behind a button: nobody has to read it.
        "rows": [(row, row.text.replace(row.url, "").strip() if row.url else row.text) for row in shown],
        "next_url": next_url,
        "has_unread": any(not row.read for row in shown),
        "newest": shown[0].id if shown else 0,
    }
    return portal_page(request, "messages", "portal-messages", context, place=place)


@require_POST
@opened_to(opens_portal)
def inbox_read(request: HttpRequest) -> HttpResponseBase:
    """Note that the messages up to the newest shown were read."""
    actor, text = actor_for(request), request.POST.get("up_to", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidInput(_("This page address is not one of ours."), field="up_to")
    inbox_mark_read(actor=actor, user_id=actor.user_id or 0, up_to_id=int(text), now=timezone.now())
    return redirect("frontend:portal-messages")
