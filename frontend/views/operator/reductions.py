"""Reductions and who pays for them: campaigns, partners' budgets with their report, gift cards."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import actor_for, opened_to, opens_gift_cards, opens_reductions
from frontend.forms.reductions import BudgetForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.operator.desk import language_here, operator_page
from frontend.views.papers import stream_answer
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.ledger.selectors import balances
from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.campaigns import Campaign, campaigns
from marketplace.promotions.selectors.gift_cards import balances_of_cards, gift_cards_listed
from marketplace.promotions.selectors.subsidies import budget_reports, budget_uses
from marketplace.promotions.services.budget_open import NewBudget, budget_open
from marketplace.promotions.states import BudgetPurpose, Funder
from orders.selectors.reductions import Given, reductions_given

HERE, CARDS = "operator-reductions", "operator-gift-cards"
CARDS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign with who pays in words, and what it has cost."""

    campaign: Campaign
    funder: str
    given: Given
    is_running: bool


@require_safe
@opened_to(opens_reductions)
def reductions(request: HttpRequest) -> HttpResponseBase:
    """Show what makes orders cheaper, who pays for it and what it has cost, and what partners have promised."""
    actor, now = actor_for(request), timezone.now()
    with_past = request.GET.get("past") == "1"
    found = campaigns(actor, now=now, with_past=with_past)
    shown = {
        "cards": _cards(actor, found),
        "reports": budget_reports(actor),
        "with_past": with_past,
    }
    return operator_page(request, "reductions", HERE, shown)


def _cards(actor: Actor, found: list[Campaign]) -> list[CampaignCard]:
    now, language = timezone.now(), language_here()
    given = reductions_given(actor, [rule for each in found for rule in each.rules])
    none = Given(0, Money.zero(BASE_CURRENCY))
    cards = []
    for each in found:
        parts = [given.get((rule, BASE_CURRENCY), none) for rule in each.rules]
        whole = Given(
            sum(part.orders for part in parts),
            Money(sum(part.amount.minor for part in parts), BASE_CURRENCY),
        )
        cards.append(CampaignCard(each, _funder(each, language), whole, each.is_running(now)))
    return cards


def _funder(campaign: Campaign, language: str) -> str:
    """Say who pays, by name."""
    funded = campaign.funded
    if funded.organisation is not None:
        return funded.organisation.name(language)
    if funded.budget is not None:
        names = funded.budget.names
        return str(names.get(language) or names.get("fr") or funded.budget.code)
    return str(Funder.PLATFORM.label)


@require_http_methods(["GET", "POST"])
@opened_to(opens_reductions)
def budget_new(request: HttpRequest) -> HttpResponseBase:
    """Write down what a partner has agreed to pay."""
    actor = actor_for(request)
    form = BudgetForm(request.POST if request.method == "POST" else None, language=language_here())
    if form.is_bound and attempt(form, lambda: _opened(actor, form)) is not None:
        messages.success(request, _("The budget is open."))
        return redirect("frontend:operator-reductions")
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "budget_new", HERE, {"form": form}, status=status)


def _opened(actor: Actor, form: BudgetForm) -> PartnerBudget:
    given = form.cleaned_data
    return budget_open(
        actor=actor,
        budget=NewBudget(
            partner_id=int(given["partner"]),
            code=given["code"],
            names={"fr": given["name_fr"], "ar": given["name_ar"]},
            amount=given["amount"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            source=given["source"],
        ),
        now=timezone.now(),
    )


@require_safe
@opened_to(opens_reductions)
def budget_report(request: HttpRequest, budget_id: int) -> HttpResponseBase:
    """Give a partner's report as a table: order by order, what was paid and what came back."""
    actor = actor_for(request)
    found = budget_reports(actor, budget_ids=[budget_id])
    if not found:
        raise NotFound(_("There is no such budget."), field="budget")
    parts = _report_lines(found[0].budget, budget_uses(actor, budget_id))
    return stream_answer(parts, f"budget-{found[0].budget.code}.csv", "text/csv; charset=utf-8")


def _report_lines(budget: PartnerBudget, uses: list[BudgetUse]) -> Iterator[str]:
    yield "\ufeff"
    yield _csv_row([_("Order"), _("Day"), _("For"), _("Paid"), _("Came back"), _("Currency")])
    for use in uses:
        day = timezone.localdate(use.used_at).isoformat()
        words = str(BudgetPurpose(use.purpose).label)
        amounts = [str(use.amount.amount), str(use.returned.amount)]
        yield _csv_row([use.reference.removeprefix("order:"), day, words, *amounts, budget.currency])


def _csv_row(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


@dataclass(frozen=True, slots=True)
class CardRow:
    """A gift card with what is left on it."""

    card: GiftCard
    left: Money


@require_safe
@opened_to(opens_gift_cards)
def gift_cards(request: HttpRequest) -> HttpResponseBase:
    """Show gift cards and store credits with what is left on them, and what is owed in all by the books."""
    last4 = request.GET.get("last4", "").strip().upper()
    listed = gift_cards_listed(actor_for(request))
    cards = list((listed.filter(last4=last4) if last4 else listed)[:CARDS_SHOWN])
    left = balances_of_cards(cards)
    zero = Money.zero(BASE_CURRENCY)
    shown = {
        "rows": [CardRow(card, left[card.pk]) for card in cards],
        "owed_cards": -balances("gift-cards:").get("gift-cards:outstanding", zero),
        "owed_credits": -balances("store-credits:").get("store-credits:outstanding", zero),
        "last4": last4,
        "today": timezone.localdate(),
    }
    return operator_page(request, "gift_cards", CARDS, shown)
