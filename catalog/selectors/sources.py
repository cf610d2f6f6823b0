"""Where the facts about the families come from."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "product_types.json"


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, str]:
    sources: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))["meta"]["sources"]
    return sources


def source_text(key: str) -> str:
    """Return a source in words; what has no entry is its own text."""
    return _sources().get(key, key)
