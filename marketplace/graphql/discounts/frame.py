"""What the mutations of vouchers and gift cards have in common."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import NotFound

_WHY = "Why nothing was done with a discount."
DiscountError = error_type(
    "DiscountError",
    saleor_enum("DiscountErrorCode", _WHY),
    description=_WHY,
    products=graphene.List(graphene.NonNull(graphene.ID), description="Products that caused the error."),
    channels=graphene.List(graphene.NonNull(graphene.ID), description="Channels that caused the error."),
    voucher_codes=graphene.List(graphene.NonNull(graphene.String), description="Codes that are taken."),
)
GiftCardError = error_type(
    "GiftCardError",
    saleor_enum("GiftCardErrorCode", "Why nothing was done with a gift card."),
    description="Why nothing was done with a gift card.",
    tags=graphene.List(graphene.NonNull(graphene.String), description="Tags that caused the error."),
)
VoucherCodeBulkDeleteError = error_type(
    "VoucherCodeBulkDeleteError",
    saleor_enum("VoucherCodeBulkDeleteErrorCode", "Why codes were not deleted."),
    description="Why codes were not deleted.",
    path=graphene.String(description="The path of the argument that caused the error."),
    voucher_codes=graphene.List(graphene.NonNull(graphene.ID), description="Codes that caused the error."),
)


# How errors name what a service calls otherwise
ERROR_FIELDS = {"starts_at": "startDate", "ends_at": "endDate"}


def node_key(id_: str, kind: str) -> int:
    """
    Return the key that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name none
    """
    key = key_of(id_, kind)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    return key
