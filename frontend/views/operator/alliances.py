"""Alliances as the staff see them: who belongs to each, its rule, its votes and funds, what is outstanding."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontend.access import actor_for, opened_to, opens_verification
from frontend.views.operator.desk import language_here, operator_page
from frontend.views.portal.alliance_rows import POLICY_ICONS, named, proposal_row
from frontend.views.portal.alliances import state_chip
from logistics.selectors.pooled import listings_of
from marketplace.cooperatives.alliances import alliance_file, alliances_overview
from orders.selectors.pool_sales import funds_of
from orders.services.alliance_settle import outstanding_of

HERE = "operator-alliances"


@require_safe
@opened_to(opens_verification)
def alliances(request: HttpRequest) -> HttpResponseBase:
    """List all alliances in any state with how many belong to them."""
    language = language_here()
    rows = [
        (row, row.name(language), state_chip(row.state), len(row.members.all()))
        for row in alliances_overview(actor=actor_for(request))
    ]
    return operator_page(request, "alliances", HERE, {"rows": rows})


@require_safe
@opened_to(opens_verification)
def alliance(request: HttpRequest, alliance_id: int) -> HttpResponseBase:
    """Show one alliance; its decisions are its members' own."""
    language, now = language_here(), timezone.now()
    found = alliance_file(actor=actor_for(request), organisation_id=0, alliance_id=alliance_id, at=now)
    spoken_of = [row.effect.get("organisation_id", 0) for row in found.proposals]
    names = named([row.pk for row in found.members] + spoken_of, language)
    units, sales = outstanding_of(alliance_id)
    context = {
        "alliance": found.alliance,
        "name": found.alliance.name(language),
        "chip": state_chip(found.alliance.state),
        "members": [(row, names[row.pk], row.pk == found.alliance.seller_id) for row in found.members],
        "invited": [row.organisation.name(language) for row in found.invitations],
        "policy": (found.rule.policy.label, POLICY_ICONS[found.rule.policy]),
        "overhead": found.rule.overhead_rate * 100,
        "solidarity": found.rule.solidarity_rate * 100,
        "quorum": found.rule.quorum_percent,
        "funds": funds_of(alliance_id),
        "units": units,
        "sales": sales,
        "listings": [row.product.name(language) for row in listings_of([alliance_id]).get(alliance_id, [])],
        "proposals": [proposal_row(row, organisation_id=0, names=names, at=now) for row in found.proposals],
        "steps": [
            (step, step.organisation.name(language) if step.organisation else state_chip(step.state).text)
            for step in found.steps
        ],
    }
    return operator_page(request, "alliance", HERE, context)
