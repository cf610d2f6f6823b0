"""Lists with Stripe's cursors (limit, starting_after, ending_before, has_more) and `expand`."""

from collections.abc import Callable
from itertools import islice, takewhile
from typing import Any

from marketplace.sandbox.balance import transaction_view
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_parameter, resource_missing
from marketplace.sandbox.journal import event_view, public

# Names of fields that hold the id of another object.
EXPANDABLE = {
    "account", "balance_transaction", "charge", "customer", "default_price", "destination",
    "destination_payment", "destination_payment_refund", "failure_balance_transaction", "latest_charge",
    "payment_intent", "payment_method", "price", "product", "source", "source_refund",
    "source_transaction", "transfer", "transfer_reversal",
}  # fmt: skip
_MOST_LEVELS = 4
_FAR = 1 << 62


def view(ctx: Context, obj: Json) -> Json:
    """Return the object as the API shows it: derived fields fresh, the sandbox's own fields left out."""
    kind = obj.get("object")
    if kind == "balance_transaction":
        return transaction_view(ctx, obj)
    if kind == "event":
        return event_view(ctx, obj)
    return public(obj)


def page(
    ctx: Context,
    kind: str,
    url: str,
    *,
    matches: Callable[[Json], bool] = lambda obj: True,
    items: list[Json] | None = None,
) -> Json:
    """Return one page of the account's objects of a kind, newest first.

    `items` gives a short list already at hand instead of the whole kind.
    Raises ApiError for a bad limit or a cursor that names no object.
    """
    params = ctx.params
    limit = int(params.get("limit", 10))
    if not 1 <= limit <= 100:
        raise invalid_parameter(
            "Limit must be between 1 and 100.", code="parameter_invalid_integer", param="limit"
        )
    older_than, newer_than = _cursor(ctx, "starting_after"), _cursor(ctx, "ending_before")
    if items is None:
        found = ctx.store.scan(kind, ctx.account, before=older_than, after=newer_than)
        found = takewhile(_not_past(ctx.params.get("created"), rising=newer_than is not None), found)
    else:
        found = iter(_cut(items, params))
    created = params.get("created")
    chosen = list(islice((obj for obj in found if _created_in(obj, created) and matches(obj)), limit + 1))
    data = [view(ctx, obj) for obj in chosen[:limit]]
    if newer_than is not None and items is None:
        data.reverse()
    return {"object": "list", "url": url, "has_more": len(chosen) > limit, "data": data}


def _cursor(ctx: Context, name: str) -> int | None:
    id_ = ctx.params.get(name)
    if id_ is None:
        return None
    sequence = ctx.store.sequence(id_)
    if sequence is None:
        raise resource_missing("object", id_, param=name)
    return sequence


def _cut(items: list[Json], params: Json) -> list[Json]:
    ids = [item["id"] for item in items]
    if params.get("starting_after") in ids:
        return items[ids.index(params["starting_after"]) + 1 :]
    if params.get("ending_before") in ids:
        return items[: ids.index(params["ending_before"])]
    return items


def _created_in(obj: Json, wanted: Any) -> bool:
    if wanted is None:
        return True
    created = obj["created"]
    if not isinstance(wanted, dict):
        return bool(created == wanted)
    tests = {
        "gt": lambda bound: created > bound,
        "gte": lambda bound: created >= bound,
        "lt": lambda bound: created < bound,
        "lte": lambda bound: created <= bound,
    }
    return all(tests[name](bound) for name, bound in wanted.items())


def _not_past(wanted: Any, *, rising: bool) -> Callable[[Json], bool]:
    """Return when to stop: objects come in the order of `created`, so what lies past the bound ends the search."""
    bounds = wanted if isinstance(wanted, dict) else {}
    if rising:
        latest = min(bounds.get("lt", _FAR), bounds.get("lte", _FAR))
        return lambda obj: bool(obj["created"] <= latest)
    earliest = max(bounds.get("gt", 0), bounds.get("gte", 0))
    return lambda obj: bool(obj["created"] >= earliest)


def equal(ctx: Context, *names: str) -> Callable[[Json], bool]:
    """Return a filter: the named parameters, where given, must equal the object's fields."""
    wanted = {name: ctx.params[name] for name in names if ctx.params.get(name) is not None}
    return lambda obj: all(obj[name] == value for name, value in wanted.items())


def expand(ctx: Context, answer: Json, paths: list[str]) -> Json:
    """Replace ids by the objects they name, along each dotted path; raises ApiError for an unknown path."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _MOST_LEVELS:
            raise invalid_parameter("You cannot expand more than 4 levels of a property.", param="expand")
        _follow(ctx, answer, steps, path)
    return answer


def _follow(ctx: Context, node: Any, steps: list[str], path: str) -> None:
    if isinstance(node, list):
        for item in node:
            _follow(ctx, item, steps, path)
        return
    if not steps or node is None:
        return
    step, rest = steps[0], steps[1:]
    if not isinstance(node, dict):
        raise _unexpandable(path)
    if step == "line_items" and node.get("object") == "checkout.session":
        node[step] = line_items(ctx, node)
    if step not in node:
        raise _unexpandable(path)
    value = node[step]
    if isinstance(value, str):
        found = ctx.store.find(value) if step in EXPANDABLE else None
        if found is None:
            raise _unexpandable(path)
        node[step] = view(ctx, found)
    elif value is not None and not isinstance(value, dict | list):
        raise _unexpandable(path)
    _follow(ctx, node[step], rest, path)


def _unexpandable(path: str) -> Exception:
    return invalid_parameter(f"This property cannot be expanded ({path}).", param="expand")


def line_items(ctx: Context, session: Json) -> Json:
    """Return the list object of a session's line items."""
    items = list(reversed(ctx.store.children(session["id"], "item")))
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "url": url, "has_more": len(items) > 10, "data": items[:10]}
