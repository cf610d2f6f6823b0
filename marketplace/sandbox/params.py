"""Form-encoded parameters: decoding of `a[b][0]=c`, and checking against the endpoint's known parameters.

The known parameters are data (data/parameters.json), read from the typed parameter classes of the
`stripe` library by tests/marketplace/sandbox/stripe_parameters.py. A type is one of "string", "integer",
"number", "boolean", "any", {"enum": [..]}, {"array": T}, {"map": true}, {"emptyable": T},
{"any_of": [T, ..]} or {"object": {name: T}, "required": [name]}.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from marketplace.sandbox.errors import ApiError, Json, invalid_parameter, missing_parameter, unknown_parameter

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
RENAMED_IN = "2026-10-28"
RENAMED_BELOW = ("POST /v1/payment_intents", "POST /v1/checkout/sessions")
RENAMED = {"payment_method_types": "allowed_payment_method_types"}
_MAP_LIMITS = (50, 40, 500)


@cache
def known_parameters() -> dict[str, Json]:
    """Return endpoint ("POST /v1/refunds") -> description of its parameters."""
    path = Path(__file__).parent / "data" / "parameters.json"
    table: dict[str, Json] = json.loads(path.read_text(encoding="utf-8"))
    return table


def decode(encoded: str) -> Json:
    """Return the nested dictionaries of a form-encoded body or query; lists stay keyed by their index.

    Raises ApiError 400 when a key has unbalanced brackets.
    """
    tree: Json = {}
    for raw_key, value in parse_qsl(encoded, keep_blank_values=True):
        match = _KEY.match(raw_key)
        if match is None:
            raise invalid_parameter(f"Invalid parameter name: {raw_key}", param=raw_key)
        parts = [match.group(1), *re.findall(r"\[([^\[\]]*)\]", match.group(2))]
        node = tree
        for part in parts[:-1]:
            child = node.setdefault(part or str(len(node)), {})
            if not isinstance(child, dict):
                raise invalid_parameter(f"Invalid parameter: {raw_key}", param=raw_key)
            node = child
        node[parts[-1] or str(len(node))] = value
    return tree


def in_current_words(endpoint: str, raw: Json, api_version: str) -> Json:
    """Return the parameters with the names of the current API version.

    Version 2026-10-28 calls `payment_method_types` of payments `allowed_payment_method_types` (so the typed
    classes of stripe 16.1 against those before); a caller pinned to an older version may use the old name.
    """
    if api_version >= RENAMED_IN or not endpoint.startswith(RENAMED_BELOW):
        return raw
    return {RENAMED.get(name, name): value for name, value in raw.items()}


def check(endpoint: str, raw: Json) -> Json:
    """Return the parameters converted to their types.

    Raises ApiError 400: parameter_unknown, parameter_missing, parameter_invalid_integer,
    parameter_invalid_empty, or an invalid value.
    """
    return _object(raw, known_parameters()[endpoint], "")


def _object(raw: Json, spec: Json, path: str) -> Json:
    fields: Json = spec["object"]
    result: Json = {}
    for name, value in raw.items():
        full = f"{path}[{name}]" if path else name
        if name not in fields:
            raise unknown_parameter(full)
        result[name] = _value(value, fields[name], full)
    for name in spec.get("required", []):
        if name not in result:
            raise missing_parameter(f"{path}[{name}]" if path else name)
    return result


def _value(raw: Any, spec: Any, path: str) -> Any:
    if isinstance(spec, str):
        return raw if spec == "any" else _scalar(raw, spec, path)
    if "emptyable" in spec:
        return "" if raw == "" else _value(raw, spec["emptyable"], path)
    if "enum" in spec:
        return _enum(raw, spec["enum"], path)
    if "array" in spec:
        return [_value(item, spec["array"], f"{path}[{n}]") for n, item in enumerate(_items(raw, path))]
    if "any_of" in spec:
        return _any_of(raw, spec["any_of"], path)
    if not isinstance(raw, dict):
        raise invalid_parameter("Invalid object", param=path)
    return _map(raw, path) if "map" in spec else _object(raw, spec, path)


def _items(raw: Any, path: str) -> list[Any]:
    if raw == "":
        return []
    if not isinstance(raw, dict) or not all(re.fullmatch("[0-9]{1,9}", key) for key in raw):
        raise invalid_parameter("Invalid array", param=path)
    return [raw[key] for key in sorted(raw, key=int)]


def _map(raw: Json, path: str) -> dict[str, str]:
    most, key_length, value_length = _MAP_LIMITS
    if len(raw) > most:
        raise invalid_parameter(f"You can have at most {most} {path} keys.", param=path)
    for key, value in raw.items():
        if not isinstance(value, str) or len(key) > key_length or len(value) > value_length:
            raise invalid_parameter(
                f"Metadata keys can be up to {key_length} and values up to {value_length} characters long.",
                param=f"{path}[{key}]",
            )
    return raw


def _enum(raw: Any, values: list[str], path: str) -> str:
    if isinstance(raw, str) and raw in values:
        return raw
    listed = ", ".join(value for value in values if value)
    raise invalid_parameter(f"Invalid {path}: must be one of {listed}", param=path)


def _any_of(raw: Any, options: list[Any], path: str) -> Any:
    first: ApiError | None = None
    for option in options:
        try:
            return _value(raw, option, path)
        except ApiError as error:
            first = first or error
    raise first or invalid_parameter("Invalid value", param=path)


def _scalar(raw: Any, kind: str, path: str) -> Any:
    if not isinstance(raw, str):
        raise invalid_parameter(f"Invalid {kind}: {json.dumps(raw)}", param=path)
    if raw == "":
        raise invalid_parameter(
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a "
            f"parameter; however '{path}' cannot be unset.",
            code="parameter_invalid_empty",
            param=path,
        )
    if kind == "integer":
        if re.fullmatch(r"-?[0-9]{1,18}", raw) is None:
            raise invalid_parameter(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=path)
        return int(raw)
    if kind == "boolean":
        if raw not in ("true", "false"):
            raise invalid_parameter(f"Invalid boolean: {raw}", param=path)
        return raw == "true"
    if kind == "number" and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", raw) is None:
        raise invalid_parameter(f"Invalid decimal: {raw}", param=path)
    return raw
