"""The models of the package, listed for Django."""

from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse

__all__ = ["BudgetUse", "GiftCard", "GiftCardUse", "PartnerBudget"]
