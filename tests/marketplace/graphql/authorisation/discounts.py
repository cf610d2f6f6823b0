"""Who may ask what of vouchers and gift cards."""

from typing import Any

from marketplace.kernel.actor import Permission
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher, VoucherCode
from marketplace.promotions.services.promotion_write import PromotionChanges
from marketplace.promotions.services.sale_write import SaleChanges, sale_create
from tests.factories.ground import NOON
from tests.factories.promotions import MACHINE, gift_card, promotion, voucher
from tests.marketplace.graphql.authorisation.rows import Arguments, Row, needs
from tests.marketplace.graphql.authorisation.world import World

_DISCOUNTS, _CARDS = Permission.MANAGE_DISCOUNTS, Permission.MANAGE_GIFT_CARD


def _voucher(world: World) -> str:
    return world.id("Voucher", (Voucher.objects.first() or voucher()).pk)


def _code(world: World) -> str:
    _voucher(world)
    return world.id("VoucherCode", VoucherCode.objects.get().pk)


def _card(world: World) -> str:
    return world.id("GiftCard", (GiftCard.objects.first() or gift_card().card).pk)


def _on_voucher(**more: Any) -> Arguments:
    return lambda world: {"id": _voucher(world), **more}


def _promotion(world: World) -> str:
    return world.id("Promotion", (Promotion.objects.first() or promotion({})).pk)


def _rule(world: World) -> str:
    _promotion(world)
    return world.id("PromotionRule", PromotionRule.objects.get().pk)


def _sale(world: World) -> str:
    known = Promotion.objects.filter(is_sale=True).first()
    changes = SaleChanges(promotion=PromotionChanges(name="Aïd"))
    return world.id("Sale", (known or sale_create(actor=MACHINE, changes=changes, now=NOON)).pk)


_BALANCE = {"amount": 50, "currency": "MAD"}
_OF_CARDS: dict[str, Arguments] = {
    "giftCardUpdate": lambda w: {"id": _card(w), "input": {"balanceAmount": 5}},
    "giftCardAddNote": lambda w: {"id": _card(w), "input": {"message": "x"}},
    "giftCardAssignUser": lambda w: {"id": _card(w), "userId": w.id("User", w.owner.user_id)},
    "giftCardUnassignUser": lambda w: {"id": _card(w)},
    "giftCardResend": lambda w: {
        "input": {"id": _card(w), "email": "a@example.com", "channel": w.channel.slug}
    },
    "giftCardBulkCreate": lambda _w: {"input": {"count": 2, "balance": _BALANCE, "isActive": True}},
    "giftCardBulkDelete": lambda w: {"ids": [_card(w)]},
    "giftCardBulkActivate": lambda w: {"ids": [_card(w)]},
    "giftCardBulkDeactivate": lambda w: {"ids": [_card(w)]},
    "giftCardSettingsUpdate": lambda _w: {"input": {"expiryType": "NEVER_EXPIRE"}},
}
ROWS: dict[str, Row] = {
    "Mutation.promotionTranslate": needs(
        Permission.MANAGE_TRANSLATIONS,
        lambda w: {"id": _promotion(w), "languageCode": "ES", "input": {"name": "Eid"}},
    ),
    "Mutation.promotionRuleTranslate": needs(
        Permission.MANAGE_TRANSLATIONS,
        lambda w: {"id": _rule(w), "languageCode": "ES", "input": {"name": "Eid"}},
    ),
    "Query.promotion": needs(_DISCOUNTS, lambda w: {"id": _promotion(w)}),
    "Query.promotions": needs(_DISCOUNTS, lambda _w: {"first": 5}),
    "Mutation.promotionCreate": needs(_DISCOUNTS, lambda _w: {"input": {"name": "Aïd", "type": "CATALOGUE"}}),
    "Mutation.promotionUpdate": needs(_DISCOUNTS, lambda w: {"id": _promotion(w), "input": {"name": "Aïd"}}),
    "Mutation.promotionDelete": needs(_DISCOUNTS, lambda w: {"id": _promotion(w)}),
    "Mutation.promotionRuleCreate": needs(
        _DISCOUNTS, lambda w: {"input": {"promotion": _promotion(w), "name": "Aïd"}}
    ),
    "Mutation.promotionRuleUpdate": needs(_DISCOUNTS, lambda w: {"id": _rule(w), "input": {"name": "Aïd"}}),
    "Mutation.promotionRuleDelete": needs(_DISCOUNTS, lambda w: {"id": _rule(w)}),
    "Query.voucher": needs(_DISCOUNTS, _on_voucher()),
    "Query.vouchers": needs(_DISCOUNTS, lambda _w: {"first": 5}),
    "Query.giftCard": needs(_CARDS, lambda w: {"id": _card(w)}),
    "Query.giftCards": needs(_CARDS, lambda _w: {"first": 5}),
    "Mutation.voucherCreate": needs(_DISCOUNTS, lambda _w: {"input": {"name": "Aïd", "addCodes": ["EID"]}}),
    "Mutation.voucherUpdate": needs(_DISCOUNTS, _on_voucher(input={"name": "Aïd"})),
    "Mutation.voucherDelete": needs(_DISCOUNTS, _on_voucher()),
    "Mutation.voucherBulkDelete": needs(_DISCOUNTS, lambda w: {"ids": [_voucher(w)]}),
    "Mutation.voucherCataloguesAdd": needs(_DISCOUNTS, _on_voucher(input={"products": []})),
    "Mutation.voucherCataloguesRemove": needs(_DISCOUNTS, _on_voucher(input={"products": []})),
    "Mutation.voucherChannelListingUpdate": needs(_DISCOUNTS, _on_voucher(input={"removeChannels": []})),
    "Mutation.voucherCodeBulkDelete": needs(_DISCOUNTS, lambda w: {"ids": [_code(w)]}),
    "Mutation.giftCardCreate": needs(
        _CARDS,
        lambda _w: {"input": {"balance": _BALANCE, "isActive": True}},
        alternatives=(Permission.MANAGE_ORDERS,),
    ),
    "Mutation.giftCardActivate": needs(
        _CARDS, lambda w: {"id": _card(w)}, alternatives=(Permission.MANAGE_ORDERS,)
    ),
    "Mutation.giftCardDeactivate": needs(
        _CARDS, lambda w: {"id": _card(w)}, alternatives=(Permission.MANAGE_ORDERS,)
    ),
    "Mutation.giftCardDelete": needs(
        _CARDS, lambda w: {"id": _card(w)}, alternatives=(Permission.MANAGE_ORDERS,)
    ),
    **{
        f"Mutation.{name}": needs(_CARDS, arguments, alternatives=(Permission.MANAGE_ORDERS,))
        for name, arguments in _OF_CARDS.items()
    },
    "Query.giftCardTags": needs(_CARDS, lambda _w: {"first": 5}),
    "Query.giftCardSettings": needs(_CARDS),
    "Query.sale": needs(_DISCOUNTS, lambda w: {"id": _sale(w)}),
    "Query.sales": needs(_DISCOUNTS, lambda _w: {"first": 5}),
    "Mutation.saleCreate": needs(_DISCOUNTS, lambda _w: {"input": {"name": "Aïd"}}),
    "Mutation.saleUpdate": needs(_DISCOUNTS, lambda w: {"id": _sale(w), "input": {"name": "Aïd"}}),
    "Mutation.saleDelete": needs(_DISCOUNTS, lambda w: {"id": _sale(w)}),
    "Mutation.saleBulkDelete": needs(_DISCOUNTS, lambda w: {"ids": [_sale(w)]}),
    "Mutation.saleCataloguesAdd": needs(_DISCOUNTS, lambda w: {"id": _sale(w), "input": {"products": []}}),
    "Mutation.saleCataloguesRemove": needs(_DISCOUNTS, lambda w: {"id": _sale(w), "input": {"products": []}}),
    "Mutation.saleChannelListingUpdate": needs(
        _DISCOUNTS, lambda w: {"id": _sale(w), "input": {"removeChannels": []}}
    ),
}
