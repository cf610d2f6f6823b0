"""Metadata: texts under keys that clients keep with rows of ours, checked before they are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Limits:
    """How many keys a row may have, and how long keys and values may be."""

    keys: int
    key: int
    value: int


LIMITS = Limits(keys=100, key=128, value=10_000)


class EmptyKey(InvalidInput):
    """A key says nothing."""

    code = "METADATA_KEY_REQUIRED"


def metadata_with(
    current: Mapping[str, str], changes: Mapping[str, str], *, field: str, limits: Limits = LIMITS
) -> dict[str, str]:
    """
    Return metadata with values written over, other keys as they were.

    :raises EmptyKey: if a key is empty
    :raises InvalidInput: if a key or a value is too long, or there are too many
    """
    if any(not key.strip() for key in changes):
        raise EmptyKey(_("Metadata key cannot be empty."), field=field)
    if any(
        len(key) > limits.key or len(value) > limits.value or "\x00" in key + value
        for key, value in changes.items()
    ):
        raise InvalidInput(_("This is too long to be kept as metadata."), field=field)
    merged = {**current, **changes}
    if len(merged) > limits.keys:
        raise InvalidInput(
            _("At most %(most)s keys of metadata are kept.") % {"most": limits.keys}, field=field
        )
    return merged


def metadata_without(current: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Return metadata without some keys; one that is not there is no error."""
    gone = set(keys)
    return {key: value for key, value in current.items() if key not in gone}
