"""Selling together: alliances of the cooperative, who asks it to join, and what is put to the vote."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.alliances import VOTE_DAYS, AllianceForm, ProposalForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.alliance_rows import (
    ALLIANCE_TONES,
    BALLOT_ICONS,
    KIND_ICONS,
    POLICY_ICONS,
    decision_row,
    named,
    proposal_row,
    sheet_row,
)
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from logistics.selectors.pooled import listings_of
from marketplace.cooperatives.alliances import (
    AllianceFile,
    alliance_file,
    alliance_invitations_of,
    alliances_of,
    allies_possible,
)
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.services.alliance_answer import alliance_answer
from marketplace.cooperatives.services.alliance_leave import alliance_leave
from marketplace.cooperatives.services.alliance_propose import AllianceDraft, alliance_propose
from marketplace.cooperatives.services.proposal_open import proposal_open, proposal_withdraw
from marketplace.cooperatives.services.vote_cast import vote_cast
from marketplace.cooperatives.states import AllianceState, AllocationPolicy, Ballot, ProposalKind
from orders.selectors.pool_sales import funds_of, pool_decisions_of, pool_sales_of

HERE = "portal-alliances"


def state_chip(state: str) -> Chip:
    """Say where an alliance stands."""
    tone, icon = ALLIANCE_TONES[AllianceState(state)]
    return Chip(str(AllianceState(state).label), tone, icon)


@require_safe
@opened_to(opens_portal)
def alliances(request: HttpRequest) -> HttpResponseBase:
    """List the cooperative's alliances, and the invitations that wait for its answer."""
    place, language = place_of(request), language_here()
    context = {
        "rows": [(row, row.name(language), state_chip(row.state)) for row in alliances_of(**place.known)],
        "invitations": [
            (
                row,
                row.alliance.name(language),
                row.alliance.seller.name(language) if row.alliance.seller else "",
            )
            for row in alliance_invitations_of(**place.known)
        ],
        "may_ally": may_ally(place.actor, place.organisation_id),
    }
    return portal_page(request, "alliances", HERE, context, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def new_alliance(request: HttpRequest) -> HttpResponseBase:
    """Propose an alliance: a name, neighbours, a rule."""
    place, language, now = place_of(request), language_here(), timezone.now()
    allies = [
        (row.pk, row.name(language)) for row in allies_possible(None, organisation_id=place.organisation_id)
    ]
    form = AllianceForm(
        request.POST or None, allies=allies, initial={"policy": AllocationPolicy.ROTATION.value}
    )
    made = attempt(
        form, lambda: alliance_propose(**place.known, draft=_draft(form, place, language), now=now)
    )
    if made is not None:
        done(request, lambda: None, _("The others are asked. It begins when all have said yes."))
        return redirect("frontend:portal-alliance", made.pk)
    context = {"form": form, "allies": allies, "policies": _policies()}
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "new_alliance", HERE, context, place=place, status=status)


def _draft(form: AllianceForm, place: Place, language: str) -> AllianceDraft:
    data = form.cleaned_data
    stories = {language: data["story"]} if data["story"] else {}
    named_ids = [place.organisation_id, *data["invited"]]
    return AllianceDraft(
        names={language: data["name"]},
        stories=stories,
        invited_ids=data["invited"],
        rule=form.rule(named_ids, {}),
    )


def _policies() -> list[tuple[str, str, str]]:
    return [(each.value, str(each.label), POLICY_ICONS[each]) for each in AllocationPolicy]


@require_safe
@opened_to(opens_portal)
def alliance(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """Show an alliance to a member: who belongs to it, its rule, what it sells, its votes, its funds."""
    place = place_of(request)
    return _alliance_page(request, place, alliance_id, form=None)


def _alliance_page(
    request: HttpRequest, place: Place, alliance_id: int, *, form: ProposalForm | None, status: int = 200
) -> HttpResponseBase:
    language, now = language_here(), timezone.now()
    found = alliance_file(**place.known, alliance_id=alliance_id, at=now)
    spoken_of = [row.effect.get("organisation_id", 0) for row in found.proposals]
    voters = [vote.organisation_id for row in found.proposals for vote in row.votes.all()]
    names = named([row.pk for row in found.members] + spoken_of + voters, language)
    is_at_work = found.alliance.state == AllianceState.ACTIVE
    context: dict[str, Any] = {
        "alliance": found.alliance,
        "name": found.alliance.name(language),
        "chip": state_chip(found.alliance.state),
        "members": [(row, names[row.pk], row.pk == found.alliance.seller_id) for row in found.members],
        "invited": [row.organisation.name(language) for row in found.invitations],
        "rule": found.rule,
        "policy": (found.rule.policy.label, POLICY_ICONS[found.rule.policy]),
        "overhead": found.rule.overhead_rate * 100,
        "solidarity": found.rule.solidarity_rate * 100,
        "shares": [(names[pk], share) for pk, share in found.rule.quotas.items() if pk in names],
        "funds": funds_of(alliance_id),
        "listings": [
            (row, row.product.name(language)) for row in listings_of([alliance_id]).get(alliance_id, [])
        ],
        "proposals": [
            proposal_row(row, organisation_id=place.organisation_id, names=names, at=now)
            for row in found.proposals
        ],
        "ballots": [(each.value, each.label, BALLOT_ICONS[each]) for each in Ballot],
        "may_ally": may_ally(place.actor, place.organisation_id),
        "is_at_work": is_at_work,
        "is_seller": found.alliance.seller_id == place.organisation_id,
        "form": form or _proposal_form(None, found, place, language),
        "policies": _policies(),
        "kinds": [(each.value, each.label, KIND_ICONS[each]) for each in ProposalKind],
        "days": VOTE_DAYS,
    }
    return portal_page(request, "alliance", HERE, context, place=place, status=status)


def _proposal_form(data: Any, found: AllianceFile, place: Place, language: str) -> ProposalForm:
    own = [(row.pk, row.name(language)) for row in found.members]
    others = allies_possible(found.alliance, organisation_id=place.organisation_id)
    return ProposalForm(
        data,
        organisations=[*own, *((row.pk, row.name(language)) for row in others)],
        initial={
            "key": uuid4().hex,
            "days": 7,
            "kind": ProposalKind.RULE.value,
            "policy": found.rule.policy.value,
        },
    )


@require_POST
@opened_to(opens_portal)
def propose(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """Put something to the vote."""
    place, language, now = place_of(request), language_here(), timezone.now()
    found = alliance_file(**place.known, alliance_id=alliance_id, at=now)
    form = _proposal_form(request.POST, found, place, language)
    members = [row.pk for row in found.members]
    opened = attempt(
        form,
        lambda: proposal_open(
            **place.known,
            alliance_id=alliance_id,
            kind=form.cleaned_data["kind"],
            effect=form.effect(members, _shares(request, members)),
            text=form.cleaned_data["text"],
            deadline_at=now + timedelta(days=form.cleaned_data["days"]),
            key=form.cleaned_data["key"],
            now=now,
        ),
    )
    if opened is None:
        return _alliance_page(request, place, alliance_id, form=form, status=UNPROCESSABLE)
    done(request, lambda: None, _("The others are asked to vote."))
    return redirect("frontend:portal-alliance", alliance_id)


def _shares(request: HttpRequest, members: list[int]) -> dict[int, int]:
    """The shares that were typed, one per member; what is no small number is left to the service to refuse."""
    typed = {pk: request.POST.get(f"share_{pk}", "") for pk in members}
    return {
        pk: int(text) for pk, text in typed.items() if text.isascii() and text.isdigit() and len(text) < 6
    }


@require_POST
@opened_to(opens_portal)
def answer(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """Say yes or no to an alliance."""
    place, accepts = place_of(request), request.POST.get("answer") == "yes"
    made = done(
        request,
        lambda: alliance_answer(
            actor=place.actor, invitation_id=invitation_id, accepts=accepts, now=timezone.now()
        ),
        _("You belong to it now.") if accepts else _("You have declined."),
    )
    if made is not None and accepts:
        return redirect("frontend:portal-alliance", made.pk)
    return redirect("frontend:portal-alliances")


@require_POST
@opened_to(opens_portal)
def leave(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """Leave an alliance."""
    place = place_of(request)
    done(
        request,
        lambda: alliance_leave(**place.known, alliance_id=alliance_id, now=timezone.now()),
        _("You have left. What is sold of your goods is still paid to you."),
    )
    return redirect("frontend:portal-alliances")


@require_POST
@opened_to(opens_portal)
def vote(request: HttpRequest, proposal_id: int) -> HttpResponseBase:
    """Vote; the vote can be changed until the end."""
    place = place_of(request)
    cast = done(
        request,
        lambda: vote_cast(
            **place.known, proposal_id=proposal_id, ballot=request.POST.get("ballot", ""), now=timezone.now()
        ),
        _("Your vote is written down. You can change it until the end."),
    )
    if cast is None:
        return redirect("frontend:portal-alliances")
    return redirect("frontend:portal-alliance", cast.alliance_id)


@require_POST
@opened_to(opens_portal)
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponseBase:
    """Take a proposal back."""
    place = place_of(request)
    taken = done(
        request,
        lambda: proposal_withdraw(actor=place.actor, proposal_id=proposal_id, now=timezone.now()),
        _("The proposal is withdrawn."),
    )
    if taken is None:
        return redirect("frontend:portal-alliances")
    return redirect("frontend:portal-alliance", taken.alliance_id)


@require_safe
@opened_to(opens_portal)
def sales(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """How each common sale was shared: the same sheet for every member."""
    place, language = place_of(request), language_here()
    page = pool_sales_of(**place.known, alliance_id=alliance_id, after=request.GET.get("after", ""))
    names = named([pk for row in page.items for pk, _units, _part in row.parts], language)
    context = {
        "alliance_id": alliance_id,
        "rows": [sheet_row(row, names, organisation_id=place.organisation_id) for row in page.items],
        "next_url": next_page_url(request, page),
    }
    return portal_page(request, "alliance_sales", HERE, context, place=place)


@require_safe
@opened_to(opens_portal)
def choices(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """Whose goods were chosen for each common sale, who was passed over, and why."""
    place, language = place_of(request), language_here()
    page = pool_decisions_of(**place.known, alliance_id=alliance_id, after=request.GET.get("after", ""))
    ids = [verdict["organisation_id"] for row in page.items for verdict in row.verdicts]
    names = named(ids, language)
    context = {
        "alliance_id": alliance_id,
        "rows": [decision_row(row, names, language) for row in page.items],
        "next_url": next_page_url(request, page),
    }
    return portal_page(request, "alliance_choices", HERE, context, place=place)
