"""Reading raw rows: Django hands `jsonb` over as text, so that it is parsed only where it is wanted."""

from typing import Any, cast

import orjson


def texts(raw: str | None) -> dict[str, str]:
    """Read a column of texts by language."""
    return cast("dict[str, str]", orjson.loads(raw)) if raw else {}


def facts(raw: str | None) -> dict[str, Any]:
    """Read a column of facts."""
    return cast("dict[str, Any]", orjson.loads(raw)) if raw else {}
