"""Processing: recipes and runs, and the packaging that they use."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.processing import PiecesForm, RunForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.storage import ConsumableForm
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.selectors.processing import consumables_of, recipe_with_lots, recipes_listed, runs_listed
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.consumable_write import consumable_write
from logistics.services.processing_run import processing_run
from marketplace.kernel.errors import NotFound


@require_GET
@opened_to(opens_hub)
def processing(request: HttpRequest) -> HttpResponse:
    """Show the recipes, and the runs of this hub, the newest first."""
    place, language = place_of(request), language_here()
    page = runs_listed(**place.known, after=request.GET.get("after", ""))
    shown = {
        "recipes": [
            (recipe, recipe.output.product.name(language), recipe.output.name(language))
            for recipe in recipes_listed()
        ],
        "runs": [(run, run.recipe.output.product.name(language)) for run in page.items],
        "next_url": next_page_url(request, page),
    }
    return hub_page(request, "processing", "hub-processing", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def run(request: HttpRequest, recipe_id: int) -> HttpResponseBase:
    """Show what a recipe could use, the earliest expiry first; POST writes the run down."""
    place, language = place_of(request), language_here()
    recipe, lots = recipe_with_lots(**place.known, recipe_id=recipe_id, today=timezone.localdate())
    beside = [
        (row.variant_id, f"{row.variant.product.name(language)} · {row.variant.name(language)}")
        for row in recipe.by_products.all()
    ]
    form = RunForm(request.POST or None, lots=lots, by_products=beside, initial={"key": uuid4().hex})
    done = attempt(
        form,
        lambda: processing_run(
            **place.known,
            recipe_id=recipe_id,
            run=form.run(),
            key=form.cleaned_data["key"],
            now=timezone.now(),
        ),
    )
    if done is not None:
        messages.success(request, _("Run %(number)s is written down.") % {"number": done.number})
        return redirect("frontend:hub-lot", done.output_lot_id)
    articles = {row.variant_id: row.variant.product.name(language) for row in recipe.inputs.all()}
    shown = {
        "recipe": recipe,
        "name": recipe.output.product.name(language),
        "size": recipe.output.name(language),
        "form": form,
        "rows": [(lot, bound, articles[lot.variant_id]) for lot, bound in form.asked()],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "run", "hub-processing", shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def packaging(request: HttpRequest) -> HttpResponseBase:
    """Show the packaging, what should be ordered first; POST writes what came in or was counted, or a new kind."""
    place, language = place_of(request), language_here()
    failed: tuple[str, PiecesForm] | None = None
    kind = ConsumableForm(request.POST if "code" in request.POST else None, auto_id="id_kind_%s")
    if kind.is_bound:
        if attempt(kind, lambda: consumable_write(**place.known, **kind.consumable())) is not None:
            messages.success(request, _("Kept."))
            return redirect("frontend:hub-packaging")
    elif request.method == "POST":
        wanted, form = request.POST.get("item", ""), PiecesForm(request.POST)
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
            raise NotFound(_("There is no such packaging."), field="consumable")
        kept = attempt(
            form,
            lambda: consumable_adjust(
                **place.known, consumable_id=int(wanted), now=timezone.now(), **form.cleaned_data
            ),
        )
        if kept is not None:
            messages.success(request, _("Kept."))
            return redirect("frontend:hub-packaging")
        failed = (wanted, form)
    rows = [
        (
            item,
            item.name(language),
            failed[1] if failed and failed[0] == str(item.pk) else PiecesForm(auto_id=f"id_{item.pk}_%s"),
        )
        for item in consumables_of(**place.known)
    ]
    status = UNPROCESSABLE if failed or kind.is_bound else 200
    shown = {"rows": rows, "kind": kind}
    return hub_page(request, "packaging", "hub-processing", shown, place=place, status=status)
