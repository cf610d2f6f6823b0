"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from frontend.families import family_names


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what the shop is and which families of products it has."""
    return render(request, "frontend/home.html", {"families": family_names()})
