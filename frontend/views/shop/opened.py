"""What every page of the shop has around it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from marketplace.kernel.errors import DomainError, NotAllowed, NotFound

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def language_here() -> str:
    """Return the language of the page."""
    return get_language() or "fr"


def shop_page(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Turn the refusals that a view lets pass into the pages 404, 403 and 400."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except NotAllowed as error:
            raise PermissionDenied(error.message) from error
        except DomainError as error:
            raise BadRequest(error.message) from error

    return opened
