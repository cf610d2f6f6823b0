"""Pages are compressed where no proxy does it: test that ..."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from marketplace.config.compression import PageCompressionMiddleware

WORDS = b"miel de thym " * 100


def sent(answer: HttpResponseBase, encoding: str = "gzip") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    return PageCompressionMiddleware(lambda _request: answer)(request)


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
    answers = [sent(HttpResponse(WORDS, content_type=kind), encoding) for _time in range(20)]

    for answer in answers:
        assert (answer.get("Content-Encoding") == "gzip") is is_smaller
        assert (gzip.decompress(answer.content) if is_smaller else answer.content) == WORDS
    # The same page has not the same length each time: what a form hides cannot be guessed from it
    assert (len({len(answer.content) for answer in answers}) > 1) is is_smaller


def test_what_is_streamed_stays_as_it_is() -> None:
    assert "Content-Encoding" not in sent(StreamingHttpResponse([WORDS], content_type="text/csv"))
