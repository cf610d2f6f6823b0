"""The labeller's table: which mentions a lot's label must carry, its words, and every print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_hub
from frontend.forms.labels import LabelWordsForm, PrintForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.hub.place import hub_page, language_here
from frontend.views.papers import download_answer, pdf_answer
from logistics.label_rules import (
    MENTION_NAMES,
    LabelFacts,
    mentions_missing,
    rule_source,
    rules_for,
    storage_proposed,
    unprotected_names,
)
from logistics.selectors.label_facts import label_facts_of, label_prints_of
from logistics.selectors.lot_detail import LotDetail, lot_detail
from logistics.services.label_print import label_print
from logistics.services.label_words_set import LabelWords, label_words_set
from logistics.states import LabelFormat


@require_GET
@opened_to(opens_hub)
def labels(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Show what a lot's label says and lacks, and what was printed."""
    detail = lot_detail(actor=actor_for(request), lot_id=lot_id)
    return _page(request, detail)


def _page(
    request: HttpRequest,
    detail: LotDetail,
    *,
    print_form: PrintForm | None = None,
    words_form: LabelWordsForm | None = None,
) -> HttpResponse:
    language, today, lot = language_here(), timezone.localdate(), detail.lot
    facts = label_facts_of([lot.pk], on=today)[lot.pk]
    missing = mentions_missing(facts, on=today)
    shown = {
        "lot": lot,
        "name": lot.variant.product.name(language),
        "variant": lot.variant.name(language),
        "family": facts.family,
        "mentions": [
            {
                "name": MENTION_NAMES[rule.mention],
                "is_missing": rule.mention in missing,
                "source": rule_source(rule.source),
                "confidence": rule.confidence,
            }
            for rule in rules_for(facts.family, is_food=facts.is_food, on=today)
        ],
        "unprotected": unprotected_names(facts),
        "is_complete": not missing,
        "prints": label_prints_of(lot.pk),
        "print_form": print_form
        or PrintForm(initial={"copies": max(detail.quantity, 1)}, auto_id="id_print_%s"),
        "words_form": words_form or _words_form(facts),
    }
    status = UNPROCESSABLE if print_form or words_form else 200
    return hub_page(request, "labels", "hub-lots", shown, status=status)


def _words_form(facts: LabelFacts) -> LabelWordsForm:
    """Start from what the label says; where it says nothing of storage, from the family's words."""
    proposed = storage_proposed(facts.family)
    initial = {
        "ingredients_ar": facts.ingredients.get("ar", ""),
        "ingredients_fr": facts.ingredients.get("fr", ""),
        "storage_ar": facts.storage.get("ar") or proposed.get("ar", ""),
        "storage_fr": facts.storage.get("fr") or proposed.get("fr", ""),
        "allergens": list(facts.allergens),
        "protected_name": facts.protected_name,
    }
    return LabelWordsForm(initial=initial, protected=facts.protected)


@require_POST
@opened_to(opens_hub)
def print_labels(request: HttpRequest, lot_id: int) -> HttpResponseBase:
    """Draw labels and write the print down; what is incomplete is refused by name."""
    actor = actor_for(request)
    detail = lot_detail(actor=actor, lot_id=lot_id)
    form = PrintForm(request.POST, auto_id="id_print_%s")
    printed = attempt(
        form,
        lambda: label_print(
            actor=actor,
            lot_id=lot_id,
            copies=form.cleaned_data["copies"],
            form=LabelFormat(form.cleaned_data["form"]),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
    )
    if printed is None:
        return _page(request, detail, print_form=form)
    name = f"labels-{detail.lot.pk}-{printed.row.version.version}"
    if printed.row.format == LabelFormat.ZPL:
        return download_answer(printed.content, f"{name}.zpl", "application/octet-stream")
    return pdf_answer(printed.content, f"{name}.pdf")


@require_POST
@opened_to(opens_hub)
def words(request: HttpRequest, lot_id: int) -> HttpResponseBase:
    """Keep the words of a product's label."""
    actor = actor_for(request)
    detail = lot_detail(actor=actor, lot_id=lot_id)
    facts = label_facts_of([lot_id], on=timezone.localdate())[lot_id]
    form = LabelWordsForm(request.POST, protected=facts.protected)
    kept = attempt(
        form,
        lambda: label_words_set(
            actor=actor,
            lot_id=lot_id,
            words=LabelWords(
                ingredients=form.texts("ingredients"),
                storage=form.texts("storage"),
                allergens=tuple(form.cleaned_data["allergens"]),
                protected_name=form.cleaned_data["protected_name"],
            ),
            now=timezone.now(),
        ),
    )
    if kept is None:
        return _page(request, detail, words_form=form)
    messages.success(request, _("Kept."))
    return redirect("frontend:hub-labels", lot_id)
