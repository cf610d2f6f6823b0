"""Texts in the form that the contract gives them."""

import orjson
from django.utils.html import escape

_EDITOR_VERSION = "2.24.3"


def editor_js(text: str) -> str | None:
    """Return plain text as EditorJS blocks (JSON), a paragraph for each that an empty line divides."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    blocks = [
        # What stands in a block's text is HTML: our plain text is escaped, its line breaks kept.
        {"id": str(place), "type": "paragraph", "data": {"text": escape(part).replace("\n", "<br>")}}
        for place, part in enumerate(paragraphs)
        if part
    ]
    if not blocks:
        return None
    return orjson.dumps({"version": _EDITOR_VERSION, "blocks": blocks}).decode()
