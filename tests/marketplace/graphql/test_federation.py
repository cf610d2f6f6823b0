"""What a gateway asks that joins several APIs."""

from tests.marketplace.graphql.api import data_of


def test_a_gateway_reads_the_schema_as_text() -> None:
    text = data_of("{ _service { sdl } }")["_service"]["sdl"]

    assert "type Query {" in text
    assert "_service: _Service" in text
