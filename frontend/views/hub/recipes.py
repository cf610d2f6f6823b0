"""Recipes: how articles are made of others, and which versions of them there were."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.recipes import RecipeForm, recipe_written
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.models.processing import Recipe
from logistics.policies import may_write_recipes
from logistics.selectors.processing import recipe_with_versions, recipes_page
from logistics.services.recipe_retire import recipe_retire
from logistics.services.recipe_write import recipe_write

HERE = "hub-processing"


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def recipes(request: HttpRequest) -> HttpResponseBase:
    """Show the recipes that hold, or those that no longer do; POST writes one of another article."""
    place, language = place_of(request), language_here()
    form = RecipeForm(request.POST or None)
    kept = attempt(form, lambda: recipe_write(**place.known, wanted=form.wanted(), now=timezone.now()))
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect("frontend:hub-recipe", kept.pk)
    are_retired = request.GET.get("show") == "retired"
    page = recipes_page(are_retired=are_retired, after=request.GET.get("after", ""))
    shown = {
        "rows": [(row, row.output.product.name(language), row.output.name(language)) for row in page.items],
        "are_retired": are_retired,
        "next_url": next_page_url(request, page),
        "form": form if may_write_recipes(place.actor) else None,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "recipes", HERE, shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def recipe(request: HttpRequest, recipe_id: int) -> HttpResponseBase:
    """Show what a recipe uses and its versions; POST writes the next version, or retires it."""
    place, language = place_of(request), language_here()
    if request.POST.get("act") == "retire":
        recipe_retire(actor=place.actor, recipe_id=recipe_id, now=timezone.now())
        messages.success(request, _("The recipe is retired. Keep it again to bring it back."))
        return redirect("frontend:hub-recipe", recipe_id)
    found, versions = recipe_with_versions(recipe_id)
    form = _form(request, found)
    kept = attempt(form, lambda: recipe_write(**place.known, wanted=form.wanted(), now=timezone.now()))
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect("frontend:hub-recipe", kept.pk)
    held = next((row for row in versions if row.retired_at is None), None)
    # What holds is changed; of a line of retired versions, any is brought back
    is_open = may_write_recipes(place.actor) and (held is None or held.pk == found.pk or form.is_bound)
    shown = {
        "recipe": found,
        "name": found.output.product.name(language),
        "size": found.output.name(language),
        "inputs": [(row, row.variant.product.name(language)) for row in found.inputs.all()],
        "materials": [(row, row.consumable.name(language)) for row in found.materials.all()],
        "by_products": [(row, row.variant.product.name(language)) for row in found.by_products.all()],
        "versions": versions,
        "held": held,
        "form": form if is_open else None,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "recipe", HERE, shown, place=place, status=status)


def _form(request: HttpRequest, found: Recipe) -> RecipeForm:
    return RecipeForm(request.POST or None, output=found.output.sku, initial=recipe_written(found))
