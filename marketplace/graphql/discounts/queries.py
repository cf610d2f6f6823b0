"""What can be asked of vouchers and gift cards."""

import graphene

from marketplace.graphql.discounts.promotion_queries import PromotionQueries
from marketplace.graphql.discounts.types import (
    BY_ID,
    GiftCard,
    GiftCardConnection,
    Voucher,
    VoucherConnection,
)
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.gift_card import GiftCard as GiftCardModel
from marketplace.promotions.models.voucher import Voucher as VoucherModel
from marketplace.promotions.selectors.gift_cards import gift_cards_listed
from marketplace.promotions.selectors.rules import vouchers_listed


class DiscountQueries(PromotionQueries):
    """What can be asked of vouchers and gift cards."""

    voucher = graphene.Field(
        Voucher,
        id=graphene.ID(required=True, description="ID of the voucher."),
        channel=graphene.String(description="A voucher is the same in every channel."),
        description="Look up a voucher by ID. Requires MANAGE_DISCOUNTS.",
    )
    vouchers = connection_field(
        VoucherConnection,
        channel=graphene.String(description="Slug of a channel: only vouchers that hold there."),
        description="List of vouchers. Requires MANAGE_DISCOUNTS.",
    )
    gift_card = graphene.Field(
        GiftCard,
        id=graphene.ID(required=True, description="ID of the gift card."),
        description="Look up a gift card by ID. Requires MANAGE_GIFT_CARD.",
    )
    gift_cards = connection_field(
        GiftCardConnection, description="List of gift cards. Requires MANAGE_GIFT_CARD."
    )

    @staticmethod
    def resolve_voucher(
        _root: object, info: Info, id: str, channel: str | None = None
    ) -> VoucherModel | None:
        """Return one voucher."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        key = key_of(id, "Voucher")
        return vouchers_listed().filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_vouchers(_root: object, info: Info, channel: str | None = None, **_page: object) -> Page:
        """Return a page of vouchers."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        rows = VoucherModel.objects.all()
        if channel is not None:
            rows = rows.filter(listings__channel__slug=channel)
        return connect(QuerySetPages(rows, BY_ID), info)

    @staticmethod
    def resolve_gift_card(_root: object, info: Info, id: str) -> GiftCardModel | None:
        """Return one gift card."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        key = key_of(id, "GiftCard")
        return gift_cards_listed(info.context.actor).filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_gift_cards(_root: object, info: Info, **_page: object) -> Page:
        """Return a page of gift cards."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        rows = GiftCardModel.objects.filter(withdrawn_at=None)
        return connect(QuerySetPages(rows, BY_ID), info)
