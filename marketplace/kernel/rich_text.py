"""
Rich texts: EditorJS documents, the form in which the API takes and gives them.

A document is `{"blocks": [{"type", "data"}, ...]}`. What stands in a block's text is HTML of a few inline tags;
everything else is taken out before a document is kept, so that whoever shows one may show it as it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

Document = dict[str, Any]

VERSION = "2.24.3"
MOST_BLOCKS = 400
MOST_CHARACTERS = 100_000
MOST_DEPTH = 3
_INLINE = frozenset({"a", "b", "br", "code", "em", "i", "mark", "s", "strong", "sub", "sup", "u"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel", ""})
# Whose text is no text of the page: it goes with its tags.
_SILENT = frozenset({"script", "style", "template", "iframe", "object", "noscript"})


def clean_document(given: object, *, field: str) -> Document:
    """
    Return a document as it may be kept: known blocks, known inline tags, harmless addresses. Empty for none.

    :raises InvalidInput: if it is no EditorJS document, too long, or holds a block that we cannot show
    """
    if not isinstance(given, Mapping):
        raise InvalidInput(_("This is no rich text."), field=field)
    blocks = given.get("blocks", [])
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
        raise InvalidInput(_("This is no rich text."), field=field)
    kept = [_block(each, place, field) for place, each in enumerate(blocks)]
    if sum(len(text) for block in kept for text in _texts_of(block)) > MOST_CHARACTERS:
        raise InvalidInput(
            _("This may hold at most %(most)s characters.") % {"most": MOST_CHARACTERS}, field=field
        )
    return {"version": VERSION, "blocks": kept} if kept else {}


def document_of(text: str) -> Document:
    """Return plain text as a document, a paragraph for each part that an empty line divides; empty for none."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    blocks = [
        # What stands in a block's text is HTML: plain text is escaped, its line breaks kept.
        {
            "id": str(place),
            "type": "paragraph",
            "data": {"text": escape(part).replace("\n", "<br>")},
        }
        for place, part in enumerate(parts)
        if part
    ]
    return {"version": VERSION, "blocks": blocks} if blocks else {}


def plain_text_of(document: Mapping[str, Any]) -> str:
    """Return a document's words without any form, for searching and for where no form can be shown."""
    parts = [_bare(text) for block in document.get("blocks", []) for text in _texts_of(block)]
    return "\n\n".join(part for part in parts if part)


def html_of(document: Mapping[str, Any]) -> str:
    """Return a kept document as HTML; nothing in it needs escaping any more."""
    return "\n".join(_SHOWN[block["type"]](block["data"]) for block in document.get("blocks", []))


def inline_html(text: str) -> str:
    """Return a text with only the inline tags that a rich text may hold, well formed."""
    cleaner = _Cleaner()
    cleaner.feed(text)
    cleaner.close()
    return cleaner.html()


def harmless_address(url: str) -> str:
    """Return an address that may be followed or shown, or an empty text."""
    # Browsers pass over white space and controls inside a scheme; nobody honest writes them.
    bare = "".join(sign for sign in url if sign > " " and sign.isprintable())
    try:
        scheme = urlsplit(bare).scheme.lower()
    except ValueError:
        return ""
    return bare if scheme in _SCHEMES else ""


class _Cleaner(HTMLParser):
    """Writes again what it understands and is allowed to keep."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def html(self) -> str:
        """What was kept, every tag closed."""
        return "".join(self._parts) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if self._silent or tag not in _INLINE:
            return
        if tag == "br":
            self._parts.append("<br>")
            return
        given = harmless_address(dict(attrs).get("href") or "") if tag == "a" else ""
        self._parts.append(f'<a href="{escape(given)}" rel="noopener nofollow">' if given else f"<{tag}>")
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if self._silent or tag not in self._open:
            return
        while self._open:
            last = self._open.pop()
            self._parts.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(escape(data, quote=False))


def _block(given: object, place: int, field: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidInput(_("This is no rich text."), field=field)
    kind, data = given.get("type"), given.get("data")
    clean = _CLEANED.get(kind) if isinstance(kind, str) else None
    if clean is None or not isinstance(data, Mapping):
        raise InvalidInput(
            _("A rich text cannot hold a block of the kind “%(kind)s”.") % {"kind": str(kind)[:40]},
            field=field,
        )
    key = given.get("id")
    return {
        "id": key if isinstance(key, str) and len(key) <= 40 else str(place),
        "type": kind,
        "data": clean(data),
    }


def _text(data: Mapping[str, Any], name: str = "text") -> str:
    value = data.get(name)
    return inline_html(value) if isinstance(value, str) else ""


def _clean_header(data: Mapping[str, Any]) -> dict[str, Any]:
    level = data.get("level")
    return {"text": _text(data), "level": level if isinstance(level, int) and 1 <= level <= 6 else 2}


def _clean_list(data: Mapping[str, Any]) -> dict[str, Any]:
    style = "ordered" if data.get("style") == "ordered" else "unordered"
    return {"style": style, "items": _clean_items(data.get("items"), 1)}


def _clean_items(items: object, depth: int) -> list[Any]:
    if not isinstance(items, list) or depth > MOST_DEPTH:
        return []
    kept: list[Any] = []
    for item in items[:MOST_BLOCKS]:
        if isinstance(item, str):
            kept.append(inline_html(item))
        elif isinstance(item, Mapping):
            kept.append(
                {"content": _text(item, "content"), "items": _clean_items(item.get("items"), depth + 1)}
            )
    return kept


def _clean_quote(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": _text(data), "caption": _text(data, "caption")}


def _clean_image(data: Mapping[str, Any]) -> dict[str, Any]:
    file = data.get("file")
    url = file.get("url") if isinstance(file, Mapping) else None
    shown = harmless_address(url) if isinstance(url, str) else ""
    # A picture is fetched, so it comes over the web or from here.
    shown = shown if urlsplit(shown).scheme in ("", "http", "https") else ""
    return {"file": {"url": shown}, "caption": _text(data, "caption")}


def _clean_table(data: Mapping[str, Any]) -> dict[str, Any]:
    rows = data.get("content")
    content = [
        [inline_html(cell) for cell in row[:20] if isinstance(cell, str)]
        for row in (rows if isinstance(rows, list) else [])[:200]
        if isinstance(row, list)
    ]
    return {"withHeadings": data.get("withHeadings") is True, "content": content}


_CLEANED: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "paragraph": lambda data: {"text": _text(data)},
    "header": _clean_header,
    "list": _clean_list,
    "quote": _clean_quote,
    "image": _clean_image,
    "table": _clean_table,
    "delimiter": lambda _data: {},
}


def _show_list(data: Mapping[str, Any]) -> str:
    tag = "ol" if data["style"] == "ordered" else "ul"

    def shown(items: Sequence[Any]) -> str:
        lines = (
            f"<li>{item}</li>"
            if isinstance(item, str)
            else f"<li>{item['content']}{shown(item['items']) if item['items'] else ''}</li>"
            for item in items
        )
        return f"<{tag}>{''.join(lines)}</{tag}>"

    return shown(data["items"])


def _show_quote(data: Mapping[str, Any]) -> str:
    caption = f"<footer>{data['caption']}</footer>" if data["caption"] else ""
    return f"<blockquote><p>{data['text']}</p>{caption}</blockquote>"


def _show_image(data: Mapping[str, Any]) -> str:
    if not data["file"]["url"]:
        return ""
    alt = escape(_bare(data["caption"]))
    return f'<figure><img src="{escape(data["file"]["url"])}" alt="{alt}" loading="lazy"></figure>'


def _show_table(data: Mapping[str, Any]) -> str:
    rows = []
    for place, row in enumerate(data["content"]):
        tag = 'th scope="col"' if data["withHeadings"] and place == 0 else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag[:2]}>" for cell in row) + "</tr>")
    return f"<table>{''.join(rows)}</table>"


def _show_header(data: Mapping[str, Any]) -> str:
    # The page's own title is its first heading, so those of a text begin below it.
    level = min(data["level"] + 1, 6) if data["level"] == 1 else data["level"]
    return f"<h{level}>{data['text']}</h{level}>"


_SHOWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "paragraph": lambda data: f"<p>{data['text']}</p>",
    "header": _show_header,
    "list": _show_list,
    "quote": _show_quote,
    "image": _show_image,
    "table": _show_table,
    "delimiter": lambda _data: "<hr>",
}


def _texts_of(block: Mapping[str, Any]) -> Iterator[str]:
    data = block["data"]
    for name in ("text", "caption"):
        if data.get(name):
            yield data[name]
    yield from _item_texts(data.get("items", []))
    for row in data.get("content", []):
        yield from row


def _item_texts(items: Sequence[Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        else:
            yield item["content"]
            yield from _item_texts(item["items"])


def _bare(text: str) -> str:
    shown = text.replace("<br>", "\n")
    parts: list[str] = []
    for piece in shown.split("<"):
        parts.append(piece.partition(">")[2] if parts else piece)
    return unescape("".join(parts)).strip()
