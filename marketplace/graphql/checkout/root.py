"""What can be done to a checkout."""

import graphene

from marketplace.graphql.checkout.mutations.checkout_add_promo_code import CheckoutAddPromoCode
from marketplace.graphql.checkout.mutations.checkout_billing_address_update import (
    CheckoutBillingAddressUpdate,
)
from marketplace.graphql.checkout.mutations.checkout_complete import CheckoutComplete
from marketplace.graphql.checkout.mutations.checkout_create import CheckoutCreate
from marketplace.graphql.checkout.mutations.checkout_create_from_order import CheckoutCreateFromOrder
from marketplace.graphql.checkout.mutations.checkout_customer_attach import CheckoutCustomerAttach
from marketplace.graphql.checkout.mutations.checkout_customer_detach import CheckoutCustomerDetach
from marketplace.graphql.checkout.mutations.checkout_customer_note_update import CheckoutCustomerNoteUpdate
from marketplace.graphql.checkout.mutations.checkout_delivery_method_update import (
    CheckoutDeliveryMethodUpdate,
)
from marketplace.graphql.checkout.mutations.checkout_email_update import CheckoutEmailUpdate
from marketplace.graphql.checkout.mutations.checkout_gift_update import CheckoutGiftUpdate
from marketplace.graphql.checkout.mutations.checkout_language_code_update import CheckoutLanguageCodeUpdate
from marketplace.graphql.checkout.mutations.checkout_line_delete import CheckoutLineDelete
from marketplace.graphql.checkout.mutations.checkout_lines_add import CheckoutLinesAdd
from marketplace.graphql.checkout.mutations.checkout_lines_delete import CheckoutLinesDelete
from marketplace.graphql.checkout.mutations.checkout_lines_update import CheckoutLinesUpdate
from marketplace.graphql.checkout.mutations.checkout_payment_create import CheckoutPaymentCreate
from marketplace.graphql.checkout.mutations.checkout_remove_promo_code import CheckoutRemovePromoCode
from marketplace.graphql.checkout.mutations.checkout_shipping_address_update import (
    CheckoutShippingAddressUpdate,
)
from marketplace.graphql.checkout.mutations.delivery_options_calculate import DeliveryOptionsCalculate
from marketplace.graphql.checkout.mutations.order_create_from_checkout import OrderCreateFromCheckout


class CheckoutMutations(graphene.ObjectType):
    """What can be done to a checkout."""

    checkout_create = CheckoutCreate.Field(description="Open a checkout.")
    checkout_lines_add = CheckoutLinesAdd.Field(description="Put more into a checkout.")
    checkout_lines_update = CheckoutLinesUpdate.Field(description="Say how many of some lines it holds.")
    checkout_line_delete = CheckoutLineDelete.Field(
        description="Take one line out of a checkout.",
        deprecation_reason="Use `checkoutLinesDelete` instead.",
    )
    checkout_lines_delete = CheckoutLinesDelete.Field(description="Take lines out of a checkout.")
    checkout_email_update = CheckoutEmailUpdate.Field(description="Say to which address messages go.")
    checkout_shipping_address_update = CheckoutShippingAddressUpdate.Field(
        description="Say where the parcel goes."
    )
    checkout_billing_address_update = CheckoutBillingAddressUpdate.Field(
        description="Say who is named on the bill."
    )
    checkout_delivery_method_update = CheckoutDeliveryMethodUpdate.Field(
        description="Choose how the parcel travels."
    )
    checkout_language_code_update = CheckoutLanguageCodeUpdate.Field(
        description="Say in which language messages are written."
    )
    checkout_customer_attach = CheckoutCustomerAttach.Field(
        description="Give a checkout to who is signed in."
    )
    checkout_customer_detach = CheckoutCustomerDetach.Field(description="Let a checkout belong to nobody.")
    checkout_customer_note_update = CheckoutCustomerNoteUpdate.Field(
        description="Keep what a customer writes with a checkout."
    )
    checkout_gift_update = CheckoutGiftUpdate.Field(
        description="Say that a checkout is a gift, or that it is none after all."
    )
    checkout_payment_create = CheckoutPaymentCreate.Field(
        description="Say how a checkout will be paid, in the older way.",
        deprecation_reason="The legacy Payments API is deprecated. Use the Transactions API instead.",
    )
    checkout_create_from_order = CheckoutCreateFromOrder.Field(description="Buy the same again.")
    order_create_from_checkout = OrderCreateFromCheckout.Field(
        description="Place the order of a checkout to whose sum nobody has agreed."
    )
    checkout_add_promo_code = CheckoutAddPromoCode.Field(description="Give a checkout a code.")
    checkout_remove_promo_code = CheckoutRemovePromoCode.Field(description="Take a code away.")
    checkout_complete = CheckoutComplete.Field(description="Place the order of a checkout.")
    delivery_options_calculate = DeliveryOptionsCalculate.Field(
        description="Work out how the parcel can travel."
    )
