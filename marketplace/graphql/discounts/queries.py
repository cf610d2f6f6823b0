"""What can be asked of vouchers and gift cards."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.discounts.gift_card_lists import (
    GiftCardFilterInput,
    GiftCardSortingInput,
    GiftCardTagFilterInput,
    cards_filtered,
    cards_found,
    cards_sorted,
)
from marketplace.graphql.discounts.gift_card_settings import GiftCardSettings
from marketplace.graphql.discounts.gift_cards import GiftCard, GiftCardConnection, GiftCardTagConnection
from marketplace.graphql.discounts.listing import (
    VoucherFilterInput,
    VoucherSortingInput,
    vouchers_filtered,
    vouchers_sorted,
)
from marketplace.graphql.discounts.promotion_queries import PromotionQueries
from marketplace.graphql.discounts.sales import SaleQueries
from marketplace.graphql.discounts.types import Voucher, VoucherConnection
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages, QuerySetPages
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.gift_card import GiftCard as GiftCardModel
from marketplace.promotions.models.gift_card import GiftCardRule
from marketplace.promotions.models.voucher import Voucher as VoucherModel
from marketplace.promotions.selectors.gift_cards import gift_card_tags, gift_cards_listed
from marketplace.promotions.selectors.rules import vouchers_listed


class DiscountQueries(PromotionQueries, SaleQueries):
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
        filter=graphene.Argument(VoucherFilterInput, description="Which of them."),
        sort_by=graphene.Argument(VoucherSortingInput, description="By what they are sorted."),
        description="List of vouchers. Requires MANAGE_DISCOUNTS.",
    )
    gift_card = graphene.Field(
        GiftCard,
        id=graphene.ID(required=True, description="ID of the gift card."),
        description="Look up a gift card by ID. Requires MANAGE_GIFT_CARD.",
    )
    gift_cards = connection_field(
        GiftCardConnection,
        sort_by=graphene.Argument(GiftCardSortingInput, description="By what they are sorted."),
        filter=graphene.Argument(GiftCardFilterInput, description="Which of them."),
        search=graphene.String(description="A code, or a name or address of a person."),
        description="List of gift cards, newest first. Requires MANAGE_GIFT_CARD.",
    )
    gift_card_tags = connection_field(
        GiftCardTagConnection,
        filter=graphene.Argument(GiftCardTagFilterInput, description="Which of them."),
        description="List of tags of gift cards. Requires MANAGE_GIFT_CARD.",
    )
    gift_card_settings = graphene.Field(
        GiftCardSettings,
        required=True,
        description="For how long gift cards hold. Requires MANAGE_GIFT_CARD.",
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
    def resolve_vouchers(
        _root: object,
        info: Info,
        channel: str | None = None,
        filter: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of vouchers."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        rows = VoucherModel.objects.all()
        if channel is not None:
            rows = rows.filter(listings__channel__slug=channel)
        rows = vouchers_filtered(rows, filter or {}, now=info.context.now)
        rows, order = vouchers_sorted(rows, sort_by, channel)
        return connect(QuerySetPages(rows, order), info)

    @staticmethod
    def resolve_gift_card(_root: object, info: Info, id: str) -> GiftCardModel | None:
        """Return one gift card."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        key = key_of(id, "GiftCard")
        return gift_cards_listed(info.context.actor).filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_gift_cards(
        _root: object,
        info: Info,
        sort_by: Mapping[str, Any] | None = None,
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of gift cards."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        rows = cards_filtered(GiftCardModel.objects.filter(withdrawn_at=None), filter or {})
        if search:
            rows = cards_found(rows, search)
        rows, order = cards_sorted(rows, sort_by, is_search=bool(search))
        return connect(QuerySetPages(rows, order), info)

    @staticmethod
    def resolve_gift_card_tags(
        _root: object, info: Info, filter: Mapping[str, Any] | None = None, **_page: object
    ) -> Page:
        """Return a page of tags."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        wanted = ((filter or {}).get("search") or "").lower()
        tags = [{"id": tag, "name": tag} for tag in gift_card_tags() if wanted in tag.lower()]
        return connect(ListPages(tags), info)

    @staticmethod
    def resolve_gift_card_settings(_root: object, info: Info) -> dict[str, Any]:
        """Return for how long cards hold."""
        require_permission(info, Permission.MANAGE_GIFT_CARD)
        return GiftCardSettings.row(GiftCardRule.objects.first())
