"""Metadata: texts under keys that clients keep with rows of ours, checked before they are kept."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

MOST_KEYS = 100
LONGEST_KEY = 128
LONGEST_VALUE = 10_000


class EmptyKey(InvalidInput):
    """A key says nothing."""

    code = "REQUIRED"


def metadata_with(current: Mapping[str, str], changes: Mapping[str, str], *, field: str) -> dict[str, str]:
    """
    Return metadata with values written over, other keys as they were.

    :raises EmptyKey: if a key is empty
    :raises InvalidInput: if a key or a value is too long, or there are too many
    """
    if any(not key.strip() for key in changes):
        raise EmptyKey(_("Metadata key cannot be empty."), field=field)
    if any(
        len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE or "\x00" in key + value
        for key, value in changes.items()
    ):
        raise InvalidInput(_("This is too long to be kept as metadata."), field=field)
    merged = {**current, **changes}
    if len(merged) > MOST_KEYS:
        raise InvalidInput(
            _("At most %(most)s keys of metadata are kept.") % {"most": MOST_KEYS}, field=field
        )
    return merged


def metadata_without(current: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Return metadata without some keys; one that is not there is no error."""
    gone = set(keys)
    return {key: value for key, value in current.items() if key not in gone}
