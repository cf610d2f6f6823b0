"""Scalars in and out, through documents and through variables."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import graphene
import pytest

from marketplace.graphql.kit import scalars
from marketplace.graphql.kit.info import Info
from tests.marketplace.graphql.kit.asking import ask, engine_of

SEEN: list[Any] = []
NAMES = "UUID DateTime Date Decimal PositiveDecimal JSON JSONString Metadata WeightScalar PositiveInt Day Hour Minute"


def _echo(_root: object, _info: Info, value: Any = None) -> int:
    SEEN.append(value)
    return 1


OUTPUTS: dict[str, Any] = {}


def _out(name: str) -> Any:
    return lambda _root, _info: OUTPUTS[name]


FIELDS: dict[str, Any] = {
    name: graphene.Int(value=graphene.Argument(getattr(scalars, name)), resolver=_echo)
    for name in NAMES.split()
}
FIELDS |= {
    f"out_{name}": graphene.Field(getattr(scalars, name), resolver=_out(name), name=f"out{name}")
    for name in NAMES.split()
}
FIELDS |= {"amount": graphene.Float(resolver=_out("amount")), "Upload": graphene.Int(value=scalars.Upload())}
Query = type("Query", (graphene.ObjectType,), FIELDS)
ENGINE = engine_of(Query)


def _field(name: str) -> str:
    fields: dict[str, Any] = ENGINE.schema.type_map["Query"].fields  # type: ignore[attr-defined]
    return next(key for key in fields if key.lower() == name.lower())


@pytest.mark.parametrize(
    ("scalar", "literal", "read"),
    [
        ("UUID", '"0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d"', UUID("0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d")),
        ("DateTime", '"2026-11-23T10:00:00+00:00"', datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("Date", '"2026-02-28"', date(2026, 2, 28)),
        ("Decimal", "12.10", Decimal("12.10")),
        ("Decimal", "-3", Decimal("-3")),
        ("Decimal", '"0.1"', Decimal("0.1")),
        ("PositiveDecimal", "12345678901234567890.12", Decimal("12345678901234567890.12")),
        ("PositiveDecimal", "0", Decimal("0")),
        ("JSON", '{a: [1, "b", true]}', {"a": [1, "b", True]}),
        ("JSONString", '"{\\"blocks\\": []}"', {"blocks": []}),
        ("Metadata", '{key: "value"}', {"key": "value"}),
        ("WeightScalar", "1.5", Decimal("1.5")),
        ("WeightScalar", '{unit: "G", value: 250}', Decimal("0.250")),
        ("PositiveInt", "1", 1),
        ("Day", "0", 0),
        ("Hour", "24", 24),
        ("Minute", "90", 90),
    ],
)
def test_a_literal_is_read(scalar: str, literal: str, read: Any) -> None:
    SEEN.clear()

    answer = ask(ENGINE, f"{{ {_field(scalar)}(value: {literal}) }}")

    assert answer.errors == []
    assert [read] == SEEN
    assert type(SEEN[0]) is type(read)


@pytest.mark.parametrize(
    ("scalar", "given", "read"),
    [
        ("UUID", "0b7d3f6a6d1e4a539c5e0d5a5b1f2c3d", UUID("0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d")),
        ("Decimal", 0.1, Decimal("0.1")),
        ("Decimal", 1234567.89, Decimal("1234567.89")),
        ("PositiveDecimal", 19.99, Decimal("19.99")),
        ("PositiveDecimal", "19.99", Decimal("19.99")),
        ("JSONString", "[1]", [1]),
        ("JSONString", {"blocks": []}, {"blocks": []}),
        ("WeightScalar", {"unit": "KG", "value": 2}, Decimal(2)),
        ("Minute", 5, 5),
    ],
)
def test_a_variable_is_read(scalar: str, given: Any, read: Any) -> None:
    SEEN.clear()

    answer = ask(ENGINE, f"query($v: {scalar}) {{ {_field(scalar)}(value: $v) }}", {"v": given})

    assert answer.errors == []
    assert [read] == SEEN


@pytest.mark.parametrize(
    ("scalar", "given", "message"),
    [
        ("UUID", "zzz", "UUID cannot represent value"),
        ("DateTime", "yesterday", "DateTime cannot represent value"),
        ("DateTime", "2026-13-45T10:00:00Z", "DateTime cannot represent value"),
        ("Date", "2026-02-30", "Date cannot represent value"),
        ("Decimal", "twelve", "Decimal cannot represent value"),
        ("Decimal", "NaN", "Decimal cannot represent value"),
        ("Decimal", "1e999999", "Decimal cannot represent value"),
        ("Decimal", True, "Decimal cannot represent value"),
        ("PositiveDecimal", -0.01, "Value cannot be lower than 0"),
        ("JSONString", "{", "Badly formed JSONString"),
        ("Metadata", {"key": 1}, "Metadata is a map of strings"),
        ("WeightScalar", {"unit": "STONE", "value": 1}, "Unsupported weight unit: STONE"),
        ("WeightScalar", -1, "Value cannot be lower than 0"),
        ("PositiveInt", 0, "Value cannot be lower than 1"),
        ("Day", 1.5, "Day cannot represent non-integer value"),
        ("Upload", "a.png", "Upload needs a file"),
    ],
)
def test_a_variable_that_is_no_such_value_is_refused(scalar: str, given: Any, message: str) -> None:
    SEEN.clear()

    answer = ask(ENGINE, f"query($v: {scalar}) {{ {_field(scalar)}(value: $v) }}", {"v": given})

    assert answer.status == 400
    assert message in answer.errors[0].message
    assert SEEN == []


@pytest.mark.parametrize(
    ("scalar", "value", "written"),
    [
        ("UUID", UUID("0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d"), '"0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d"'),
        ("DateTime", datetime(2026, 11, 23, 10, 5, 6, 70, tzinfo=UTC), '"2026-11-23T10:05:06.000070+00:00"'),
        ("Date", datetime(2026, 11, 23, 10, tzinfo=UTC), '"2026-11-23"'),
        ("Decimal", Decimal("12.50"), "12.50"),
        ("PositiveDecimal", Decimal("12345678901234567890.12"), "12345678901234567890.12"),
        ("amount", Decimal("0.10"), "0.10"),
        ("amount", Decimal("1E+2"), "100"),
        ("JSON", {"a": [1, None]}, '{"a":[1,null]}'),
        ("JSONString", {"blocks": ["é"]}, '"{\\"blocks\\": [\\"é\\"]}"'),
        ("JSONString", '{"blocks":[]}', '"{\\"blocks\\":[]}"'),
        ("Metadata", {"k": "v"}, '{"k":"v"}'),
        ("Day", 3, "3"),
    ],
)
def test_a_value_is_written_exactly(scalar: str, value: Any, written: str) -> None:
    OUTPUTS[scalar] = value
    name = "amount" if scalar == "amount" else _field(f"out{scalar}")

    body = ask(ENGINE, f"{{ v: {name} }}").as_json().decode()

    assert body.startswith(f'{{"data":{{"v":{written}}}')
    json.loads(body)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), "many"])
def test_what_is_no_number_is_an_error_and_not_a_broken_answer(value: Any) -> None:
    OUTPUTS["amount"] = OUTPUTS["Decimal"] = value

    answer = ask(ENGINE, f"{{ amount d: {_field('outDecimal')} }}")

    assert answer.data is not None
    assert answer.data["amount"] is None
    assert answer.errors[0].path == ["amount"]
