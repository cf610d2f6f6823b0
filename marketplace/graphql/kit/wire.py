"""JSON in and out: decimals leave as exact JSON numbers, never through a float."""

import json
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
from django.utils.functional import Promise


def dumps(answer: object) -> bytes:
    """
    Write an answer as JSON.

    :raises TypeError: if something in it has no JSON form
    """
    return orjson.dumps(answer, default=_written, option=orjson.OPT_NON_STR_KEYS)


def loads(body: bytes) -> Any:
    """
    Read JSON.

    :raises ValueError: if it is not JSON
    """
    return orjson.loads(body)


def _written(value: object) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is no JSON number")
        return orjson.Fragment(format(value, "f"))
    if isinstance(value, Promise):  # a text whose translation was left for later
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, int):  # beyond 64 bits
        return orjson.Fragment(json.dumps(value))
    raise TypeError(f"{type(value).__name__} has no JSON form")
