"""The models of the package, listed for Django."""

from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.subsidy import DeliverySubsidy
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherListing, VoucherUse

__all__ = [
    "BudgetUse",
    "DeliverySubsidy",
    "GiftCard",
    "GiftCardUse",
    "PartnerBudget",
    "Promotion",
    "PromotionRule",
    "Voucher",
    "VoucherCode",
    "VoucherListing",
    "VoucherUse",
]
