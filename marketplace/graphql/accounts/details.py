"""What the staff say of people, for the services; and whom they mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.accounts.selectors import user_id_by_reference
from marketplace.accounts.services.customer_save import PersonDetails
from marketplace.graphql.accounts.addresses import address_given_checked
from marketplace.graphql.accounts.frame import person_key
from marketplace.graphql.accounts.language import language_given
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.kernel.errors import NotFound

_PLAIN = ("email", "first_name", "last_name", "is_active", "is_confirmed", "note", "external_reference")


def details_given(given: Mapping[str, Any]) -> PersonDetails:
    """
    Return what was given of a person.

    :raises InvalidInput: naming the field of an address that cannot be used
    """

    def address(name: str) -> dict[str, str] | None:
        return address_given_checked(given[name])[0] if given.get(name) else None

    return PersonDetails(
        **{name: given.get(name) for name in _PLAIN},
        language=language_given(given),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
        shipping_address=address("default_shipping_address"),
        billing_address=address("default_billing_address"),
    )


def customer_key(id: str | None, external_reference: str | None) -> int:
    """
    Return the key of the customer that a client means, by ID or by the key in its own system.

    :raises ApiError: if neither was given, or both
    :raises NotFound: if there is nobody
    """
    one_of(id=id, external_reference=external_reference)
    if id is not None:
        return person_key(id)
    key = user_id_by_reference(external_reference or "")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {external_reference}", field="external_reference")
    return key


def people_keys(ids: Sequence[str] | None, field: str) -> list[int]:
    """
    Return the keys of people.

    :raises NotFound: if an ID can name nobody
    """
    return [person_key(each, field) for each in ids or ()]


def group_keys(ids: Sequence[str] | None, field: str) -> list[int]:
    """
    Return the keys of groups.

    :raises NotFound: if an ID can name no group
    """
    found = []
    for each in ids or ():
        key = key_of(each, "Group")
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {each}", field=field)
        found.append(key)
    return found
