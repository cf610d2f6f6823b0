"""Rich texts."""

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.rich_text import (
    MOST_BLOCKS,
    MOST_CHARACTERS,
    clean_document,
    document_of,
    harmless_address,
    html_of,
    inline_html,
    plain_text_of,
)


def block(kind, **data):
    return {"type": kind, "data": data}


def cleaned(*blocks):
    return clean_document({"time": 1, "version": "9", "blocks": list(blocks)}, field="content")


@pytest.mark.parametrize(
    ("_case", "given", "kept"),
    [
        ("plain", "Miel & thym", "Miel &amp; thym"),
        ("known tags", "<b>Miel</b> <i>de</i><br/>thym", "<b>Miel</b> <i>de</i><br>thym"),
        ("unknown tags lose only their tags", "<font color=red>Miel</font>", "Miel"),
        ("scripts go whole", "a<script>alert(1)</script>b", "ab"),
        ("attributes go", '<b onclick="x()">a</b>', "<b>a</b>"),
        ("an open tag is closed", "<b><i>a</b>", "<b><i>a</i></b>"),
        ("a lost end goes", "a</b>", "a"),
        ("a lost end of a silent tag goes", "a</script>b", "ab"),
        ("a tag left open is closed", "<u>a", "<u>a</u>"),
        ("an empty paragraph tag", "<hr/>a", "a"),
        ("links keep good addresses", '<a href="https://a.ma/?x=1&y">a</a>',
         '<a href="https://a.ma/?x=1&amp;y" rel="noopener nofollow">a</a>'),
        ("links lose bad ones", '<a href="java\tscript:alert(1)">a</a>', "<a>a</a>"),
        ("links without an address", "<a>a</a>", "<a>a</a>"),
    ],
)  # fmt: skip
def test_inline_html_is_cleaned(_case, given, kept):
    assert inline_html(given) == kept


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/fr/p/miel/", "/fr/p/miel/"),
        ("mailto:a@b.ma", "mailto:a@b.ma"),
        ("JAVASCRIPT:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[", ""),
    ],
)
def test_an_address_is_harmless_or_gone(url, kept):
    assert harmless_address(url) == kept


def test_every_kind_of_block_is_kept_cleaned_and_shown():
    document = cleaned(
        block("header", text="Titre", level=1),
        block("header", text="Autre", level="9"),
        {"id": "p", "type": "paragraph", "data": {"text": "Un <script>x</script><b>miel</b>"}},
        block("list", style="ordered", items=["un", {"content": "deux", "items": ["trois"]}, 5]),
        block("list", items="none"),
        block("quote", text="Dit", caption="Elle"),
        block("quote", text="Dit"),
        block("image", file={"url": "https://a.ma/a.png"}, caption="Une <b>ruche</b>"),
        block("image", file={"url": "mailto:a@b.ma"}),
        block("image", file="x"),
        block("table", withHeadings=True, content=[["A", "B"], ["1", 2], "x"]),
        block("table", content=None),
        block("delimiter"),
    )

    assert [each["data"] for each in document["blocks"]] == [
        {"text": "Titre", "level": 1},
        {"text": "Autre", "level": 2},
        {"text": "Un <b>miel</b>"},
        {"style": "ordered", "items": ["un", {"content": "deux", "items": ["trois"]}]},
        {"style": "unordered", "items": []},
        {"text": "Dit", "caption": "Elle"},
        {"text": "Dit", "caption": ""},
        {"file": {"url": "https://a.ma/a.png"}, "caption": "Une <b>ruche</b>"},
        {"file": {"url": ""}, "caption": ""},
        {"file": {"url": ""}, "caption": ""},
        {"withHeadings": True, "content": [["A", "B"], ["1"]]},
        {"withHeadings": False, "content": []},
        {},
    ]
    assert [each["id"] for each in document["blocks"]][:3] == ["0", "1", "p"]
    assert html_of(document).split("\n") == [
        "<h2>Titre</h2>",
        "<h2>Autre</h2>",
        "<p>Un <b>miel</b></p>",
        "<ol><li>un</li><li>deux<ol><li>trois</li></ol></li></ol>",
        "<ul></ul>",
        "<blockquote><p>Dit</p><footer>Elle</footer></blockquote>",
        "<blockquote><p>Dit</p></blockquote>",
        '<figure><img src="https://a.ma/a.png" alt="Une ruche" loading="lazy"></figure>',
        "",
        "",
        '<table><tr><th scope="col">A</th><th scope="col">B</th></tr><tr><td>1</td></tr></table>',
        "<table></table>",
        "<hr>",
    ]


def test_a_list_deeper_than_three_levels_is_cut():
    deep = {"content": "1", "items": [{"content": "2", "items": [{"content": "3", "items": ["4"]}]}]}

    (kept,) = cleaned(block("list", items=[deep]))["blocks"]

    assert kept["data"]["items"][0]["items"][0]["items"] == [{"content": "3", "items": []}]


def test_a_document_without_blocks_is_empty():
    assert clean_document({}, field="content") == {}
    assert html_of({}) == plain_text_of({}) == ""


@pytest.mark.parametrize(
    "given",
    [
        "text",
        None,
        {"blocks": "x"},
        {"blocks": ["x"]},
        {"blocks": [{"type": "raw", "data": {"html": "<script>"}}]},
        {"blocks": [{"type": ["x"], "data": {}}]},
        {"blocks": [{"type": "paragraph", "data": "x"}]},
        {"blocks": [block("paragraph", text="x")] * (MOST_BLOCKS + 1)},
        {"blocks": [block("paragraph", text="x" * (MOST_CHARACTERS + 1))]},
    ],
)
def test_what_is_no_rich_text_is_refused(given):
    with pytest.raises(InvalidInput) as refusal:
        clean_document(given, field="content")

    assert refusal.value.field == "content"


def test_plain_text_becomes_paragraphs_and_comes_back():
    document = document_of("Un <miel>\nrare\r\n\r\n\n\nDeux")

    assert [each["data"]["text"] for each in document["blocks"]] == ["Un &lt;miel&gt;<br>rare", "Deux"]
    assert plain_text_of(document) == "Un <miel>\nrare\n\nDeux"
    assert document_of("  ") == {}


def test_plain_text_has_the_words_of_all_blocks():
    document = cleaned(
        block("list", items=["a", {"content": "b", "items": ["c"]}]), block("table", content=[["<b>d</b>"]])
    )

    assert plain_text_of(document) == "a\n\nb\n\nc\n\nd"
