"""Verification: who waits, what they handed in, and what is decided about it."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, opened_to, opens_verification
from frontend.addresses import next_page_url
from frontend.cards import Chip, Link
from frontend.forms.joining import InvitationForm, MoveForm, ReviewForm, StaffApplicationForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from frontend.views.portal.joining import road_of
from marketplace.cooperatives.joining import file_of, joining_counts, organisations_joining
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.policies import is_second_person, may_verify
from marketplace.cooperatives.services.identifier_review import identifier_review
from marketplace.cooperatives.services.invitation_send import invitation_send
from marketplace.cooperatives.services.organisation_invite import organisation_invite
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.states import (
    VERIFICATION_FLOW,
    DocumentState,
    IdentifierKind,
    Role,
    VerificationState,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.geography import province

S = VerificationState
TONES = {
    S.SUBMITTED: ("warning", "upload"),
    S.IN_REVIEW: ("info", "eye"),
    S.NEEDS_CHANGES: ("warning", "reply"),
    S.VERIFIED: ("success", "shield"),
    S.ACTIVE: ("success", "check"),
    S.SUSPENDED: ("danger", "pause"),
}
PAPER_TONES = {
    DocumentState.SUBMITTED: ("warning", "clock"),
    DocumentState.ACCEPTED: ("success", "check"),
    DocumentState.REFUSED: ("danger", "close"),
}
# What the staff's buttons say, and whether a reason must stand beside them
MOVE_ICONS = {
    S.IN_REVIEW: "eye",
    S.NEEDS_CHANGES: "reply",
    S.VERIFIED: "shield",
    S.ACTIVE: "check",
    S.SUSPENDED: "pause",
}


def _chip(state: str) -> Chip:
    tone, icon = TONES.get(VerificationState(state), ("", "clock"))
    return Chip(str(VerificationState(state).label), tone, icon)


@require_safe
@opened_to(opens_verification)
def cooperatives(request: HttpRequest) -> HttpResponseBase:
    """List the organisations that wait for the staff, or those of one state."""
    actor, language = actor_for(request), language_here()
    state = request.GET.get("show", "")
    state = state if state in VerificationState.values else ""
    page = organisations_joining(actor=actor, state=state, after=request.GET.get("after", ""))
    counts = joining_counts(actor=actor)
    tabs = [Link(_("To do"), "?", "bell", is_here=not state)]
    tabs += [
        Link(f"{VerificationState(key).label} ({count})", f"?show={key}", is_here=state == key)
        for key, count in counts.items()
        if count
    ]
    shown = {
        "rows": [
            (row, row.name(language), province(row.province).name(language), _chip(row.state))
            for row in page.items
        ],
        "tabs": tabs,
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "cooperatives", "operator-cooperatives", shown)


@require_http_methods(["GET", "POST"])
@opened_to(opens_verification)
def new_cooperative(request: HttpRequest) -> HttpResponseBase:
    """Open a file for a cooperative, and invite its president on the phone."""
    form = StaffApplicationForm(request.POST or None)
    made = attempt(
        form,
        lambda: organisation_invite(
            actor=actor_for(request),
            **form.values(),
            phone=form.cleaned_data["phone"],
            language=language_here(),
            now=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(request, _("The file is open, and the president is invited by a message."))
        return redirect("frontend:operator-cooperative", made.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "cooperative_new", "operator-cooperatives", {"form": form}, status=status)


def _paper(row: Identifier, actor: Actor) -> dict[str, object]:
    tone, icon = PAPER_TONES[DocumentState(row.state)]
    may_decide = may_verify(actor, row.organisation_id) and is_second_person(actor, row.submitted_by_id)
    return {
        "row": row,
        "kind": IdentifierKind(row.kind).label,
        "chip": Chip(str(DocumentState(row.state).label), tone, icon),
        "may_accept": may_decide and row.state == DocumentState.SUBMITTED,
        "may_refuse": may_decide and row.state != DocumentState.REFUSED,
    }


@require_safe
@opened_to(opens_verification)
def cooperative(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Show one organisation's file with what may be decided about it."""
    actor, now = actor_for(request), timezone.now()
    file = file_of(actor=actor, organisation_id=organisation_id, on=timezone.localdate(now))
    row, state = file.organisation, VerificationState(file.organisation.state)
    moves = [
        (move.value, move.label, MOVE_ICONS[move])
        for move in MOVE_ICONS
        if VERIFICATION_FLOW.allows(state, move) and may_verify(actor, organisation_id)
    ]
    shown = {
        "file": file,
        "name": row.name(language_here()),
        "place": province(row.province).name(language_here()),
        "chip": _chip(row.state),
        "papers": [_paper(paper, actor) for paper in file.papers],
        "missing": [paper.label for paper in file.missing],
        "members": [(member, Role(member.role).label) for member in file.members],
        "steps": [(step, VerificationState(step.after).label) for step in file.steps],
        "entries": road_of(file),
        "moves": moves,
        "invitation": InvitationForm(initial={"role": Role.PRESIDENT}),
    }
    return operator_page(request, "cooperative", "operator-cooperatives", shown)


@require_POST
@opened_to(opens_verification)
def review(request: HttpRequest, organisation_id: int, identifier_id: int) -> HttpResponseBase:
    """Accept or refuse one paper."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        done(
            request,
            lambda: identifier_review(
                actor=actor_for(request),
                identifier_id=identifier_id,
                is_accepted=data["is_accepted"] == "yes",
                reason=data["reason"],
                now=timezone.now(),
            ),
            _("Decided."),
        )
    return redirect("frontend:operator-cooperative", organisation_id)


@require_POST
@opened_to(opens_verification)
def move(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Take the organisation's next step."""
    form = MoveForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        done(
            request,
            lambda: organisation_move(
                actor=actor_for(request),
                organisation_id=organisation_id,
                after=VerificationState(data["after"]),
                reason=data["reason"],
                now=timezone.now(),
            ),
            _("Done; the cooperative is told."),
        )
    return redirect("frontend:operator-cooperative", organisation_id)


@require_POST
@opened_to(opens_verification)
def invite(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Ask somebody to work for the organisation."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        done(
            request,
            lambda: invitation_send(
                actor=actor_for(request),
                organisation_id=organisation_id,
                **form.cleaned_data,
                language=language_here(),
                now=timezone.now(),
            ),
            _("A message is on its way to this phone."),
        )
    else:
        messages.error(request, _("Please write the phone as people dial it."))
    return redirect("frontend:operator-cooperative", organisation_id)
