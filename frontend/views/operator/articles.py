"""Articles that several cooperatives share: what could be matched, what is, and what was."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models.article import LIVE, ArticleMatch
from catalog.selectors.articles import (
    article_lookalikes,
    article_seen,
    article_suggestions,
    articles_listed,
)
from catalog.selectors.listed import ProductCard
from catalog.services.article_ask import article_ask
from catalog.services.article_leave import article_leave
from catalog.states import MatchState
from frontend.access import actor_for, opened_to, opens_catalogue
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.articles import AskForm, LeaveForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.shop_cards import place_name
from frontend.views.operator.desk import language_here, operator_page
from marketplace.channels.selectors import default_channel

_TONES = {
    MatchState.ASKED: ("info", "clock"),
    MatchState.AGREED: ("success", "check"),
    MatchState.DECLINED: ("warning", "close"),
    MatchState.ENDED: ("", "archive"),
}


def match_chip(match: ArticleMatch) -> Chip:
    """Say where a match stands."""
    tone, icon = _TONES[MatchState(match.state)]
    return Chip(str(MatchState(match.state).label), tone, icon)


@require_safe
@opened_to(opens_catalogue)
def articles(request: HttpRequest) -> HttpResponseBase:
    """List the articles, newest first, with how many cooperatives stand on each."""
    language = language_here()
    page = articles_listed(actor=actor_for(request), after=request.GET.get("after", ""))
    shown = {
        "rows": [(row, row.article.name(language)) for row in page.items],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "articles", "operator-articles", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_catalogue)
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Show what several cooperatives call the same; POST asks those that were ticked."""
    actor, language, now = actor_for(request), language_here(), timezone.now()
    if request.method == "POST":
        form = AskForm(request.POST)
        keys = form.cleaned_data["products"] if form.is_valid() else []
        asked = done(
            request, lambda: article_ask(actor=actor, product_ids=keys, now=now), _("They are asked.")
        )
        if asked is not None:
            return redirect("frontend:operator-article", article_id=asked.pk)
        return redirect(request.get_full_path())
    page = article_suggestions(
        actor=actor,
        channel=default_channel(),
        today=timezone.localdate(now),
        after=request.GET.get("after", ""),
    )
    shown = {
        "groups": [
            [(card, *_named(card, language), card.product_id in each.new) for card in each.products]
            for each in page.items
        ],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "article_suggestions", "operator-articles", shown)


def _named(card: ProductCard, language: str) -> tuple[str, str, str]:
    return card.name(language), card.organisation_name(language), place_name(card.province, language)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_catalogue)
def article(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Show who stands on an article and what was; POST asks another, or takes one off with a reason."""
    actor, language, now = actor_for(request), language_here(), timezone.now()
    row, matches = article_seen(actor=actor, article_id=article_id)
    live = [match for match in matches if match.state in LIVE]
    is_leaving = request.method == "POST" and "match" in request.POST
    form = LeaveForm(request.POST if is_leaving else None, matches=[match.pk for match in live])
    if request.method == "POST" and not is_leaving:
        ask = AskForm(request.POST)
        new = ask.cleaned_data["products"] if ask.is_valid() else []
        keys = [*new, *(match.product_id for match in live[:1])]
        done(request, lambda: article_ask(actor=actor, product_ids=keys, now=now), _("They are asked."))
        return redirect("frontend:operator-article", article_id=article_id)

    def leave() -> ArticleMatch:
        data = form.cleaned_data
        return article_leave(actor=actor, match_id=data["match"], reason=data["reason"], now=now)

    if attempt(form, leave) is not None:
        messages.success(request, _("It stands there no longer."))
        return redirect("frontend:operator-article", article_id=article_id)
    alike = article_lookalikes(
        row,
        taken=[match.product_id for match in live],
        channel=default_channel(),
        today=timezone.localdate(now),
    )
    shown: dict[str, Any] = {
        "row": row,
        "name": row.name(language),
        "live": [_match(match, language) for match in live],
        "past": [_match(match, language) for match in matches if match.state not in LIVE],
        "alike": [(card, *_named(card, language)) for card in alike] if live else [],
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "article", "operator-articles", shown, status=status)


def _match(match: ArticleMatch, language: str) -> tuple[ArticleMatch, str, str, Chip]:
    product = match.product
    return match, product.name(language), product.organisation.name(language), match_chip(match)
