"""Pages are compressed where no proxy does it: test that ..."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from marketplace.config.compression import PageCompressionMiddleware

WORDS = b"miel de thym " * 100


@pytest.mark.parametrize(
    ("kind", "encoding", "is_smaller"),
    [
        ("text/html; charset=utf-8", "gzip", True),
        ("application/json", "gzip, br", True),
        ("text/html; charset=utf-8", "", False),
        ("image/webp", "gzip", False),
    ],
)
def test_words_are_compressed_for_who_can_read_them(kind: str, encoding: str, is_smaller: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    around = PageCompressionMiddleware(lambda _request: HttpResponse(WORDS, content_type=kind))

    answer = around(request)

    assert isinstance(answer, HttpResponse)
    assert (answer.get("Content-Encoding") == "gzip") is is_smaller
    assert (gzip.decompress(answer.content) if is_smaller else answer.content) == WORDS
    # The same page twice has not the same length: what a form hides cannot be guessed from it
    if is_smaller:
        lengths = {len(around(request).content) for _time in range(20)}  # type: ignore[attr-defined]
        assert len(lengths) > 1


def test_what_is_streamed_stays_as_it_is() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    around = PageCompressionMiddleware(lambda _r: StreamingHttpResponse([WORDS], content_type="text/csv"))

    assert "Content-Encoding" not in around(request)
