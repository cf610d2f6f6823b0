"""Refuse addresses that nobody can mean."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class CleanAddressMiddleware:
    """
    Refuse an address with a NUL in it: no text of ours holds one, and PostgreSQL would refuse the question.

    It stands after the language is known, so that the refusal is a page in the reader's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """
        Pass on what can be meant.

        :raises BadRequest: if there is a NUL in the path
        """
        if "\x00" in request.path_info:
            raise BadRequest("A NUL in the address.")
        return self.get_response(request)
