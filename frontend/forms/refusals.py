"""How a service's refusal is told: beside the field it is about, or above the form, and nothing typed is lost."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.kernel.errors import Conflict, DomainError, IllegalMove, InvalidInput, OutOfStock

T = TypeVar("T")
# What a person can mend; whatever they may not see or do has pages of its own.
TOLD = (InvalidInput, IllegalMove, OutOfStock, Conflict)
UNPROCESSABLE = 422


def refusal_text(error: DomainError) -> str:
    """Return the words of a refusal; a state table names states, which says nothing to people."""
    if isinstance(error, IllegalMove) and error.field == "status":
        return _("This cannot be done any more: somebody was quicker, or it was done already.")
    return error.message


def refused(form: forms.Form, error: DomainError) -> None:
    """Put a refusal beside its field, or above the form if the form has no such field."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, ValidationError(refusal_text(error), code=error.code))


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """
    Do what a valid form asks; return None with the reason in the form if that is refused.

    :raises NotAllowed, NotFound: as the service does
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except TOLD as error:
        refused(form, error)
        return None


def done(request: HttpRequest, act: Callable[[], T], success: str = "") -> T | None:
    """
    Do what a button asks and tell how it went on the next page.

    :raises NotAllowed, NotFound: as the service does
    """
    try:
        result = act()
    except TOLD as error:
        messages.error(request, refusal_text(error))
        return None
    if success:
        messages.success(request, success)
    return result
