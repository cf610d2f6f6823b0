"""How an organisation comes to sell: what is still to do, its profile, and the agreement."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for, is_signed_in, opened_to, opens_portal
from frontend.cards import TimelineEntry
from frontend.forms.joining import ProfileForm, SignatureForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.papers import scan_answer
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.cooperatives.joining import OrganisationFile, file_of, scan_of
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.policies import may_manage, may_sign
from marketplace.cooperatives.services.agreement_sign import agreement_sign
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.services.organisation_update import ProfileChanges, organisation_update
from marketplace.cooperatives.states import VERIFICATION_FLOW, VerificationState
from marketplace.kernel.texts import text_in

S = VerificationState
_AFTER_REVIEW = frozenset({S.VERIFIED, S.ACTIVE, S.SUSPENDED, S.CLOSED})
_HANDED_IN = _AFTER_REVIEW | {S.SUBMITTED, S.IN_REVIEW}
# The president accepts an invitation by beginning the file, and hands the file in.
OWN_MOVES = {S.INVITED: S.PROFILE, S.PROFILE: S.SUBMITTED, S.NEEDS_CHANGES: S.SUBMITTED}


def _entry(title: str, icon: str, is_done: bool, note: str = "") -> TimelineEntry:
    return TimelineEntry(title, icon, "done" if is_done else "", note=note)


def road_of(file: OrganisationFile) -> list[TimelineEntry]:
    """Show the road to selling as steps, each done or not."""
    organisation, state = file.organisation, VerificationState(file.organisation.state)
    missing = ", ".join(str(paper.label) for paper in file.missing)
    profile_done = bool(organisation.stories) and organisation.member_count > 0
    return [
        _entry(_("Profile"), "store", profile_done),
        _entry(_("Papers"), "certificate", file.is_complete, missing),
        _entry(_("Where you are paid"), "bank", bool(file.accounts)),
        _entry(_("Handed in"), "upload", state in _HANDED_IN),
        _entry(_("Looked at"), "eye", state in _AFTER_REVIEW),
        _entry(_("Agreement signed"), "handshake", file.is_signed),
        _entry(_("Selling"), "tag", state == S.ACTIVE),
    ]


@require_safe
@opened_to(opens_portal)
def joining(request: HttpRequest) -> HttpResponseBase:
    """Show what is done and what is next."""
    place, now = place_of(request), timezone.now()
    file = file_of(**place.known, on=timezone.localdate(now))
    state = VerificationState(file.organisation.state)
    last = file.steps[0] if file.steps else None
    context = {
        "file": file,
        "entries": road_of(file),
        "state": state.label,
        "reason": last.reason if last and last.after == state else "",
        "next_move": OWN_MOVES.get(state) if may_manage(place.actor, place.organisation_id) else None,
        "may_sign": may_sign(place.actor, place.organisation_id),
    }
    return portal_page(request, "joining", "portal-joining", context, place=place)


@require_POST
@opened_to(opens_portal)
def hand_in(request: HttpRequest) -> HttpResponseBase:
    """Take the president's next step."""
    place = place_of(request)
    after = OWN_MOVES.get(VerificationState(place.organisation.state))
    if after is None:
        VERIFICATION_FLOW.check(VerificationState(place.organisation.state), S.SUBMITTED)
    done(
        request,
        lambda: organisation_move(**place.known, after=after or S.SUBMITTED, now=timezone.now()),
        _("Handed in. You are told as soon as it has been looked at.") if after == S.SUBMITTED else "",
    )
    return redirect("frontend:portal-joining")


def _initial(row: Organisation) -> dict[str, Any]:
    return {
        "name_fr": row.names.get("fr", ""),
        "name_ar": row.names.get("ar", ""),
        "story_fr": row.stories.get("fr", ""),
        "story_ar": row.stories.get("ar", ""),
        **{key: getattr(row, key) for key in
           ("commune", "address", "phone", "email", "founded_date", "member_count", "women_count")},
    }  # fmt: skip


def _changes(row: Organisation, data: dict[str, Any]) -> ProfileChanges:
    """Keep the languages that the form does not show."""
    kept = ("commune", "address", "phone", "email", "founded_date", "member_count", "women_count")
    return ProfileChanges(
        names={**row.names, "fr": data["name_fr"], "ar": data["name_ar"]},
        stories={**row.stories, "fr": data["story_fr"], "ar": data["story_ar"]},
        **{key: data[key] for key in kept},
    )


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def profile(request: HttpRequest) -> HttpResponseBase:
    """Write what everybody reads about the organisation."""
    place = place_of(request)
    row = place.organisation
    form = ProfileForm(request.POST or None, initial=_initial(row))
    written = attempt(
        form, lambda: organisation_update(**place.known, changes=_changes(row, form.cleaned_data))
    )
    if written is not None:
        messages.success(request, _("Saved."))
        return redirect("frontend:portal-joining")
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "may_change": may_manage(place.actor, place.organisation_id)}
    return portal_page(request, "profile", "portal-joining", context, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def agreement(request: HttpRequest) -> HttpResponseBase:
    """Read the agreement in force, and sign it."""
    place, now = place_of(request), timezone.now()
    file = file_of(**place.known, on=timezone.localdate(now))
    version = file.agreement.version if file.agreement else 0
    form = SignatureForm(request.POST or None, initial={"version": version})
    signed = attempt(form, lambda: _signed(place, form))
    if signed is not None:
        messages.success(request, _("Signed. Thank you."))
        return redirect("frontend:portal-agreement")
    text = text_in(file.agreement.texts, language_here()) if file.agreement else ""
    context = {
        "file": file,
        "paragraphs": text.splitlines(),
        "form": form,
        "may_sign": may_sign(place.actor, place.organisation_id) and not file.is_signed,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "agreement", "portal-joining", context, place=place, status=status)


def _signed(place: Place, form: SignatureForm) -> object:
    data = form.cleaned_data
    return agreement_sign(
        **place.known, version=data["version"], signed_name=data["signed_name"], now=timezone.now()
    )


@require_safe
@opened_to(is_signed_in)
def scan(request: HttpRequest, identifier_id: int) -> FileResponse:
    """Show the picture of a paper to its own people and to whoever verifies."""
    return scan_answer(scan_of(actor=actor_for(request), identifier_id=identifier_id))


def scan_url(identifier_id: int) -> str:
    """Where the picture of a paper is shown."""
    return reverse("frontend:paper-scan", args=[identifier_id])
