"""Metadata."""

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.metadata import (
    LIMITS,
    EmptyKey,
    Limits,
    metadata_with,
    metadata_without,
)


def test_values_are_written_over_and_other_keys_stay():
    assert metadata_with({"a": "1", "b": "2"}, {"b": "3"}, field="input") == {"a": "1", "b": "3"}


def test_keys_are_taken_out_whether_or_not_they_are_there():
    assert metadata_without({"a": "1", "b": "2"}, ["b", "c"]) == {"a": "1"}


def test_an_empty_key_is_refused_by_its_own_code():
    with pytest.raises(EmptyKey) as refusal:
        metadata_with({}, {" ": "x"}, field="input")

    assert (refusal.value.code, refusal.value.field) == ("METADATA_KEY_REQUIRED", "input")


@pytest.mark.parametrize(
    "changes",
    [
        {"k" * (LIMITS.key + 1): ""},
        {"k": "v" * (LIMITS.value + 1)},
        {"k": "\x00"},
        {str(number): "" for number in range(LIMITS.keys)},
    ],
)
def test_too_much_is_refused(changes):
    with pytest.raises(InvalidInput):
        metadata_with({"there": "x"}, changes, field="input")


def test_a_row_may_have_tighter_limits():
    few = Limits(keys=1, key=1, value=1)

    assert metadata_with({}, {"a": "1"}, field="input", limits=few) == {"a": "1"}
    for changes in ({"ab": "1"}, {"a": "12"}, {"a": "1", "b": "2"}):
        with pytest.raises(InvalidInput):
            metadata_with({}, changes, field="input", limits=few)
