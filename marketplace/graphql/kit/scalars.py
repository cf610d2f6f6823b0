"""The scalars of Saleor's schema; amounts stay exact decimals in both directions."""

import json
import uuid
from datetime import date, datetime
from decimal import Decimal as ExactDecimal
from decimal import InvalidOperation
from typing import Any

import graphene
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware
from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    StringValueNode,
    Undefined,
    ValueNode,
    value_from_ast_untyped,
)

_KILOGRAMS = {"KG": "1", "G": "0.001", "TONNE": "1000", "LB": "0.45359237", "OZ": "0.028349523125"}


class UUID(graphene.Scalar):
    """A universally unique identifier."""

    class Meta:
        description = ""

    @staticmethod
    def serialize(value: Any) -> str:
        """Write it with its hyphens."""
        return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value))

    @staticmethod
    def parse_value(value: Any) -> uuid.UUID:
        """Read it with or without hyphens."""
        try:
            return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
        except ValueError:
            raise GraphQLError(f"UUID cannot represent value: {value!r}") from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        """Read it from a document."""
        return cls.parse_value(node.value) if isinstance(node, StringValueNode) else Undefined


class DateTime(graphene.Scalar):
    """
    The `DateTime` scalar type represents a DateTime value.

    It is written as [iso8601](https://en.wikipedia.org/wiki/ISO_8601) says.
    """

    @staticmethod
    def serialize(value: Any) -> Any:
        """Leave the writing to the JSON encoder: ISO 8601 with an offset."""
        if isinstance(value, datetime | str):
            return value
        raise GraphQLError(f"DateTime cannot represent value: {value!r}")

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """Read ISO 8601; without an offset it is in the shop's time zone."""
        if isinstance(value, datetime):
            return value
        try:
            read = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            read = None
        if read is None:
            raise GraphQLError(f"DateTime cannot represent value: {value!r}")
        return make_aware(read) if is_naive(read) else read

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        """Read it from a document."""
        return cls.parse_value(node.value) if isinstance(node, StringValueNode) else Undefined


class Date(graphene.Scalar):
    """
    The `Date` scalar type represents a Date value.

    It is written as [iso8601](https://en.wikipedia.org/wiki/ISO_8601) says.
    """

    @staticmethod
    def serialize(value: Any) -> Any:
        """Write the day."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date | str):
            return value
        raise GraphQLError(f"Date cannot represent value: {value!r}")

    @staticmethod
    def parse_value(value: Any) -> date:
        """Read a day."""
        if isinstance(value, date):
            return value
        try:
            read = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            read = None
        if read is None:
            raise GraphQLError(f"Date cannot represent value: {value!r}")
        return read

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        """Read it from a document."""
        return cls.parse_value(node.value) if isinstance(node, StringValueNode) else Undefined


class Decimal(graphene.Scalar):
    """
    Custom Decimal implementation.

    Returns Decimal as a float in the API,
    parses float to the Decimal on the way back.
    """

    @staticmethod
    def serialize(value: Any) -> Any:
        """Leave a decimal exact; the JSON encoder writes all its digits."""
        if isinstance(value, ExactDecimal) and value.is_finite():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise GraphQLError(f"Decimal cannot represent value: {value!r}")

    @classmethod
    def parse_value(cls, value: Any) -> ExactDecimal:
        """Read a JSON number (its shortest decimal form) or digits in a string."""
        if isinstance(value, bool) or not isinstance(value, int | float | str | ExactDecimal):
            raise GraphQLError(f"Decimal cannot represent value: {value!r}")
        try:
            read = ExactDecimal(str(value))
        except InvalidOperation:
            raise GraphQLError(f"Decimal cannot represent value: {value!r}") from None
        if not read.is_finite() or abs(read.adjusted()) > 30:
            raise GraphQLError(f"Decimal cannot represent value: {value!r}")
        return read

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        """Read it from a document, digit by digit."""
        if isinstance(node, FloatValueNode | IntValueNode | StringValueNode):
            return cls.parse_value(node.value)
        return Undefined


class PositiveDecimal(Decimal):
    """
    Nonnegative Decimal scalar implementation.

    Should be used in places where value must be nonnegative (0 or greater).
    """

    @classmethod
    def parse_value(cls, value: Any) -> ExactDecimal:
        """Read a number that is not below nothing."""
        read = Decimal.parse_value(value)
        if read < 0:
            raise GraphQLError(f"Value cannot be lower than 0. Unsupported value: {value}")
        return read


class JSON(graphene.Scalar):
    """Any JSON value."""

    class Meta:
        description = ""

    @staticmethod
    def serialize(value: Any) -> Any:
        """Pass it through."""
        return value

    @staticmethod
    def parse_value(value: Any) -> Any:
        """Pass it through."""
        return value

    @staticmethod
    def parse_literal(node: ValueNode, variables: Any = None) -> Any:
        """Read any literal."""
        return value_from_ast_untyped(node, variables)


class _Any(JSON):
    """_Any value scalar as defined by Federation spec."""


class JSONString(graphene.Scalar):
    """JSON written in a string."""

    class Meta:
        description = ""

    @staticmethod
    def serialize(value: Any) -> str:
        """Write JSON text; a string is taken for JSON text already."""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    @staticmethod
    def parse_value(value: Any) -> Any:
        """Read JSON text; an object is taken as it is, as Saleor's clients send both."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise GraphQLError(f"Badly formed JSONString: {value!r}") from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        """Read it from a document."""
        return cls.parse_value(node.value) if isinstance(node, StringValueNode) else Undefined


class Metadata(graphene.Scalar):
    """
    Metadata is a map of key-value pairs, both keys and values are `String`.

    Example:
    ```
    {
        "key1": "value1",
        "key2": "value2"
    }
    ```
    """

    @staticmethod
    def serialize(value: Any) -> dict[str, str]:
        """Write the map."""
        if not isinstance(value, dict):
            raise GraphQLError(f"Metadata cannot represent value: {value!r}")
        return value

    @staticmethod
    def parse_value(value: Any) -> dict[str, str]:
        """Read a map of strings."""
        if isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair):
            return value
        raise GraphQLError("Metadata is a map of strings to strings.")

    @classmethod
    def parse_literal(cls, node: ValueNode, variables: Any = None) -> Any:
        """Read it from a document."""
        return cls.parse_value(value_from_ast_untyped(node, variables))


class WeightScalar(Decimal):
    """A weight: a number of kilograms, or an object with `value` and `unit`; read as kilograms."""

    class Meta:
        description = ""

    @classmethod
    def parse_value(cls, value: Any) -> ExactDecimal:
        """Read kilograms, or convert to them; a weight is not negative."""
        if isinstance(value, dict):
            unit = str(value.get("unit", "KG")).upper()
            if unit not in _KILOGRAMS:
                raise GraphQLError(f"Unsupported weight unit: {unit}")
            return cls.parse_value(value.get("value")) * ExactDecimal(_KILOGRAMS[unit])
        return PositiveDecimal.parse_value(value)

    @classmethod
    def parse_literal(cls, node: ValueNode, variables: Any = None) -> Any:
        """Read it from a document."""
        if isinstance(node, FloatValueNode | IntValueNode | StringValueNode):
            return cls.parse_value(node.value)
        return cls.parse_value(value_from_ast_untyped(node, variables))


class Upload(graphene.Scalar):
    """A file that came beside the request."""

    class Meta:
        description = (
            "Variables of this type must be set to null in mutations. They will be replaced with a filename"
            " from a following multipart part containing a binary file."
            " See: https://github.com/jaydenseric/graphql-multipart-request-spec."
        )

    @staticmethod
    def serialize(value: Any) -> Any:
        """Refuse: files go in, never out."""
        raise GraphQLError("Upload cannot be serialized.")

    @staticmethod
    def parse_value(value: Any) -> UploadedFile[Any]:
        """Take the file that the request carried."""
        if not isinstance(value, UploadedFile):
            raise GraphQLError("Upload needs a file sent as a part of a multipart request.")
        return value

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> Any:
        """Refuse: a file cannot be written in a document."""
        return Undefined


class _WholeNumber(graphene.Scalar):
    class Meta:
        name = "WholeNumber"

    least = 0

    @staticmethod
    def serialize(value: Any) -> int:
        return int(value)

    @classmethod
    def parse_value(cls, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise GraphQLError(f"{cls.__name__} cannot represent non-integer value: {value!r}")
        if value < cls.least:
            raise GraphQLError(f"Value cannot be lower than {cls.least}. Unsupported value: {value}")
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        return cls.parse_value(int(node.value)) if isinstance(node, IntValueNode) else Undefined


class PositiveInt(_WholeNumber):
    """
    Positive Integer scalar implementation.

    Should be used in places where value must be positive (greater than 0).
    """

    least = 1


class Day(_WholeNumber):
    """The `Day` scalar type represents number of days by integer value."""


class Hour(_WholeNumber):
    """The `Hour` scalar type represents number of hours by integer value."""


class Minute(_WholeNumber):
    """The `Minute` scalar type represents number of minutes by integer value."""
