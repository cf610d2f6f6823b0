"""The rules about paying at the door: set with their effect shown before, ended, taken back, and who did it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_cod_rules
from frontend.forms.cod import CodRuleForm, candidate_of
from frontend.forms.fields import DayField
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from orders.cod_rules import CashReason
from orders.cod_states import Confirmation, RuleKind
from orders.cod_words import cod_sentences
from orders.models.cod import CodRule
from orders.selectors.cod_rules import RulePreview, cod_rule_preview, cod_rules_listed
from orders.services.cod_rule_write import cod_rule_end, cod_rule_set, cod_rule_withdraw, may_withdraw

HERE = "operator-cod-rules"


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule in words, and what may be done with it."""

    row: CodRule
    words: str
    may_withdraw: bool


def _card(row: CodRule, channel: Channel) -> RuleCard:
    rule = row.as_rule()
    amount = rule.amount_minor
    reason = CashReason(
        kind=rule.kind,
        rule_id=row.pk,
        place=rule.place,
        standing=rule.standing,
        above_minor=rule.above_minor,
        amount_minor=amount,
        rate=str(rule.rate),
        confirmation=str(rule.confirmation or Confirmation.NONE),
        because=row.because,
    )
    [words] = cod_sentences([reason], currency=channel.currency, language=language_here())
    return RuleCard(row, words, may_withdraw(row, timezone.now()))


@require_http_methods(["GET", "POST"])
@opened_to(opens_cod_rules)
def rules(request: HttpRequest) -> HttpResponseBase:
    """List the rules; POST shows what a new one would change, or saves it."""
    actor, now, channel = actor_for(request), timezone.now(), default_channel()
    preview: RulePreview | None = None
    if request.method == "POST":
        form = CodRuleForm(request.POST, language=language_here())
        if "save" in request.POST:
            saved = attempt(
                form,
                lambda: cod_rule_set(actor=actor, channel_id=channel.pk, content=form.content(), now=now),
            )
            if saved is not None:
                messages.success(request, _("The rule is set. You can take it back for ten minutes."))
                return redirect("frontend:operator-cod-rules")
        elif form.is_valid():
            candidate = candidate_of(form.content())
            preview = cod_rule_preview(actor=actor, channel=channel, rule=candidate, now=now)
    else:
        form = CodRuleForm(language=language_here(), initial={"from_date": timezone.localdate(now)})
    lists = cod_rules_listed(actor=actor, channel_id=channel.pk, now=now)
    shown = {
        "form": form,
        "preview": preview,
        "channel": channel,
        "in_force": [_card(row, channel) for row in lists.now],
        "ahead": [_card(row, channel) for row in lists.ahead],
        "past": [_card(row, channel) for row in lists.past],
        "kinds": RuleKind,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return operator_page(request, "cod_rules", HERE, shown, status=status)


@require_POST
@opened_to(opens_cod_rules)
def act(request: HttpRequest, rule_id: int, step: str) -> HttpResponseBase:
    """End a rule, or take it back."""
    actor, now = actor_for(request), timezone.now()
    if step == "withdraw":
        done(
            request,
            lambda: cod_rule_withdraw(actor=actor, rule_id=rule_id, now=now),
            _("Taken back: what held before holds again."),
        )
    else:
        day = DayField().clean(request.POST.get("until_date") or timezone.localdate(now).isoformat())
        done(
            request,
            lambda: cod_rule_end(actor=actor, rule_id=rule_id, until_date=day, now=now),
            _("The rule ends on that day."),
        )
    return redirect("frontend:operator-cod-rules")
