"""What can be done to vouchers and gift cards."""

import graphene

from marketplace.graphql.discounts.mutations.gift_card_activate import GiftCardActivate
from marketplace.graphql.discounts.mutations.gift_card_add_note import GiftCardAddNote
from marketplace.graphql.discounts.mutations.gift_card_assign_user import GiftCardAssignUser
from marketplace.graphql.discounts.mutations.gift_card_bulk_activate import GiftCardBulkActivate
from marketplace.graphql.discounts.mutations.gift_card_bulk_create import GiftCardBulkCreate
from marketplace.graphql.discounts.mutations.gift_card_bulk_deactivate import GiftCardBulkDeactivate
from marketplace.graphql.discounts.mutations.gift_card_bulk_delete import GiftCardBulkDelete
from marketplace.graphql.discounts.mutations.gift_card_create import GiftCardCreate
from marketplace.graphql.discounts.mutations.gift_card_deactivate import GiftCardDeactivate
from marketplace.graphql.discounts.mutations.gift_card_delete import GiftCardDelete
from marketplace.graphql.discounts.mutations.gift_card_resend import GiftCardResend
from marketplace.graphql.discounts.mutations.gift_card_settings_update import GiftCardSettingsUpdate
from marketplace.graphql.discounts.mutations.gift_card_unassign_user import GiftCardUnassignUser
from marketplace.graphql.discounts.mutations.gift_card_update import GiftCardUpdate
from marketplace.graphql.discounts.mutations.promotion_create import PromotionCreate
from marketplace.graphql.discounts.mutations.promotion_delete import PromotionDelete
from marketplace.graphql.discounts.mutations.promotion_rule_create import PromotionRuleCreate
from marketplace.graphql.discounts.mutations.promotion_rule_delete import PromotionRuleDelete
from marketplace.graphql.discounts.mutations.promotion_rule_update import PromotionRuleUpdate
from marketplace.graphql.discounts.mutations.promotion_update import PromotionUpdate
from marketplace.graphql.discounts.mutations.sale_bulk_delete import SaleBulkDelete
from marketplace.graphql.discounts.mutations.sale_catalogues_add import SaleAddCatalogues
from marketplace.graphql.discounts.mutations.sale_catalogues_remove import SaleRemoveCatalogues
from marketplace.graphql.discounts.mutations.sale_channel_listing_update import SaleChannelListingUpdate
from marketplace.graphql.discounts.mutations.sale_create import SaleCreate
from marketplace.graphql.discounts.mutations.sale_delete import SaleDelete
from marketplace.graphql.discounts.mutations.sale_update import SaleUpdate
from marketplace.graphql.discounts.mutations.voucher_bulk_delete import VoucherBulkDelete
from marketplace.graphql.discounts.mutations.voucher_catalogues_add import VoucherAddCatalogues
from marketplace.graphql.discounts.mutations.voucher_catalogues_remove import VoucherRemoveCatalogues
from marketplace.graphql.discounts.mutations.voucher_channel_listing_update import VoucherChannelListingUpdate
from marketplace.graphql.discounts.mutations.voucher_code_bulk_delete import VoucherCodeBulkDelete
from marketplace.graphql.discounts.mutations.voucher_create import VoucherCreate
from marketplace.graphql.discounts.mutations.voucher_delete import VoucherDelete
from marketplace.graphql.discounts.mutations.voucher_update import VoucherUpdate


class DiscountMutations(graphene.ObjectType):
    """What can be done to vouchers and gift cards."""

    promotion_create = PromotionCreate.Field(description="Make a promotion.")
    promotion_update = PromotionUpdate.Field(description="Change a promotion.")
    promotion_delete = PromotionDelete.Field(description="Take a promotion away.")
    promotion_rule_create = PromotionRuleCreate.Field(description="Add a rule to a promotion.")
    promotion_rule_update = PromotionRuleUpdate.Field(description="Change a rule of a promotion.")
    promotion_rule_delete = PromotionRuleDelete.Field(description="Take a rule of a promotion away.")
    voucher_create = VoucherCreate.Field(description="Make a voucher.")
    voucher_update = VoucherUpdate.Field(description="Change a voucher.")
    voucher_delete = VoucherDelete.Field(
        description="Delete a voucher; what orders have used is closed instead."
    )
    voucher_bulk_delete = VoucherBulkDelete.Field(
        description="Delete vouchers; those that orders have used are closed instead."
    )
    voucher_catalogues_add = VoucherAddCatalogues.Field(description="Add to what a voucher is limited to.")
    voucher_catalogues_remove = VoucherRemoveCatalogues.Field(
        description="Take from what a voucher is limited to."
    )
    voucher_channel_listing_update = VoucherChannelListingUpdate.Field(
        description="Say where a voucher holds and what it is worth there."
    )
    voucher_code_bulk_delete = VoucherCodeBulkDelete.Field(
        description="Delete codes of vouchers that no order has used."
    )
    gift_card_create = GiftCardCreate.Field(description="Issue a gift card, a gift of the house.")
    gift_card_activate = GiftCardActivate.Field(description="Let a gift card be used.")
    gift_card_deactivate = GiftCardDeactivate.Field(description="Stop a gift card from being used.")
    gift_card_delete = GiftCardDelete.Field(
        description="Withdraw a gift card: what stood on it is not owed any more."
    )
    gift_card_update = GiftCardUpdate.Field(description="Change a gift card.")
    gift_card_add_note = GiftCardAddNote.Field(description="Write a remark beside a gift card.")
    gift_card_assign_user = GiftCardAssignUser.Field(description="Let one customer alone use a gift card.")
    gift_card_unassign_user = GiftCardUnassignUser.Field(
        description="Let whoever knows a gift card's code use it."
    )
    gift_card_resend = GiftCardResend.Field(description="Send a gift card again, with a new code.")
    gift_card_bulk_create = GiftCardBulkCreate.Field(
        description="Issue many gift cards that are alike, all or none."
    )
    gift_card_bulk_delete = GiftCardBulkDelete.Field(description="Withdraw many gift cards, all or none.")
    gift_card_bulk_activate = GiftCardBulkActivate.Field(
        description="Let many gift cards be used, all or none."
    )
    gift_card_bulk_deactivate = GiftCardBulkDeactivate.Field(
        description="Stop many gift cards from being used, all or none."
    )
    gift_card_settings_update = GiftCardSettingsUpdate.Field(description="Say for how long gift cards hold.")
    sale_create = SaleCreate.Field(description="Make a sale.")
    sale_update = SaleUpdate.Field(description="Change a sale.")
    sale_delete = SaleDelete.Field(description="Take a sale away.")
    sale_bulk_delete = SaleBulkDelete.Field(description="Take sales away, all or none.")
    sale_catalogues_add = SaleAddCatalogues.Field(description="Add to what a sale is about.")
    sale_catalogues_remove = SaleRemoveCatalogues.Field(description="Take from what a sale is about.")
    sale_channel_listing_update = SaleChannelListingUpdate.Field(
        description="Say where a sale holds and by how much."
    )
