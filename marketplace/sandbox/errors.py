"""The errors that the API answers with, in Stripe's shape: {"error": {"type", "code", "message", "param"}}.

Types and codes: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes.
"""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """An answer with an error status.

    `keep_changes` commits what the endpoint wrote before it failed (a declined card leaves a failed charge).
    `saved` says whether the answer is kept under the idempotency key; Stripe keeps none for a request
    whose parameters were refused before the endpoint began.
    """

    def __init__(
        self,
        status: int,
        type_: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        saved: bool = True,
        keep_changes: bool = False,
        extra: Json | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved
        self.keep_changes = keep_changes
        self.error: Json = {"message": message, "type": type_}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param
        self.error.update(extra or {})

    def body(self) -> Json:
        """Return the JSON body of the answer."""
        return {"error": self.error}


def invalid_request(
    message: str, *, code: str | None = None, param: str | None = None, extra: Json | None = None
) -> ApiError:
    """Return the 400 of a request that the current state does not allow."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param, extra=extra)


def invalid_parameter(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """Return the 400 of a parameter refused before the endpoint began: not kept under the key."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param, saved=False)


def missing_parameter(param: str) -> ApiError:
    """Return the 400 of a required parameter that was not sent."""
    return invalid_parameter(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown_parameter(param: str) -> ApiError:
    """Return the 400 of a parameter that the endpoint does not know."""
    return invalid_parameter(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def resource_missing(kind: str, id_: str, *, param: str = "id") -> ApiError:
    """Return the 404 (400 when named in a parameter) of an object that does not exist."""
    status = 404 if param == "id" else 400
    return ApiError(
        status, "invalid_request_error", f"No such {kind}: '{id_}'", code="resource_missing", param=param
    )


def not_simulated(param: str) -> ApiError:
    """Return the 400 of a parameter that Stripe knows but the sandbox cannot act out.

    Ignoring it would let a caller believe that it had worked.
    """
    return invalid_parameter(
        f"The sandbox does not simulate {param}.", code="sandbox_not_simulated", param=param
    )


def balance_insufficient(message: str) -> ApiError:
    """Return the 400 of a movement larger than the available balance."""
    return invalid_request(message, code="balance_insufficient")
