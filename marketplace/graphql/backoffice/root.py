"""What the staff do to orders and drafts."""

import graphene

from marketplace.graphql.backoffice.mutations.draft_order_bulk_delete import DraftOrderBulkDelete
from marketplace.graphql.backoffice.mutations.draft_order_complete import DraftOrderComplete
from marketplace.graphql.backoffice.mutations.draft_order_create import DraftOrderCreate
from marketplace.graphql.backoffice.mutations.draft_order_delete import DraftOrderDelete
from marketplace.graphql.backoffice.mutations.draft_order_lines_bulk_delete import DraftOrderLinesBulkDelete
from marketplace.graphql.backoffice.mutations.draft_order_update import DraftOrderUpdate
from marketplace.graphql.backoffice.mutations.invoice_request import InvoiceRequest
from marketplace.graphql.backoffice.mutations.order_bulk_cancel import OrderBulkCancel
from marketplace.graphql.backoffice.mutations.order_cancel import OrderCancel
from marketplace.graphql.backoffice.mutations.order_capture import OrderCapture
from marketplace.graphql.backoffice.mutations.order_confirm import OrderConfirm
from marketplace.graphql.backoffice.mutations.order_discount_add import OrderDiscountAdd
from marketplace.graphql.backoffice.mutations.order_discount_delete import OrderDiscountDelete
from marketplace.graphql.backoffice.mutations.order_discount_update import OrderDiscountUpdate
from marketplace.graphql.backoffice.mutations.order_fulfill import OrderFulfill
from marketplace.graphql.backoffice.mutations.order_fulfillment_approve import FulfillmentApprove
from marketplace.graphql.backoffice.mutations.order_fulfillment_cancel import FulfillmentCancel
from marketplace.graphql.backoffice.mutations.order_fulfillment_refund_products import (
    FulfillmentRefundProducts,
)
from marketplace.graphql.backoffice.mutations.order_fulfillment_return_products import (
    FulfillmentReturnProducts,
)
from marketplace.graphql.backoffice.mutations.order_fulfillment_update_tracking import (
    FulfillmentUpdateTracking,
)
from marketplace.graphql.backoffice.mutations.order_grant_refund_create import OrderGrantRefundCreate
from marketplace.graphql.backoffice.mutations.order_grant_refund_update import OrderGrantRefundUpdate
from marketplace.graphql.backoffice.mutations.order_line_delete import OrderLineDelete
from marketplace.graphql.backoffice.mutations.order_line_discount_remove import OrderLineDiscountRemove
from marketplace.graphql.backoffice.mutations.order_line_discount_update import OrderLineDiscountUpdate
from marketplace.graphql.backoffice.mutations.order_line_update import OrderLineUpdate
from marketplace.graphql.backoffice.mutations.order_lines_create import OrderLinesCreate
from marketplace.graphql.backoffice.mutations.order_mark_as_paid import OrderMarkAsPaid
from marketplace.graphql.backoffice.mutations.order_note_add import OrderNoteAdd
from marketplace.graphql.backoffice.mutations.order_note_update import OrderNoteUpdate
from marketplace.graphql.backoffice.mutations.order_refund import OrderRefund
from marketplace.graphql.backoffice.mutations.order_update import OrderUpdate
from marketplace.graphql.backoffice.mutations.order_update_shipping import OrderUpdateShipping
from marketplace.graphql.backoffice.mutations.order_void import OrderVoid


class BackofficeMutations(graphene.ObjectType):
    """What the staff do to orders and drafts."""

    draft_order_bulk_delete = DraftOrderBulkDelete.Field(description="Give several drafts up, all or none.")
    draft_order_complete = DraftOrderComplete.Field(description="Place the order of a draft.")
    draft_order_create = DraftOrderCreate.Field(description="Begin an order for somebody else.")
    draft_order_delete = DraftOrderDelete.Field(description="Give a draft up.")
    draft_order_lines_bulk_delete = DraftOrderLinesBulkDelete.Field(
        description="Take several lines out of drafts, all or none."
    )
    draft_order_update = DraftOrderUpdate.Field(description="Say something of a draft order.")
    invoice_request = InvoiceRequest.Field(description="Issue what is to be invoiced of a delivered order.")
    order_bulk_cancel = OrderBulkCancel.Field(description="Cancel several orders, all or none.")
    order_cancel = OrderCancel.Field(description="Cancel an order that has not been packed.")
    order_capture = OrderCapture.Field(description="Take the money that was promised for an order.")
    order_confirm = OrderConfirm.Field(description="Say that an order may be prepared.")
    order_discount_add = OrderDiscountAdd.Field(description="Take something off a whole draft.")
    order_discount_delete = OrderDiscountDelete.Field(description="Take nothing off a draft any more.")
    order_discount_update = OrderDiscountUpdate.Field(description="Take something else off a draft.")
    order_fulfill = OrderFulfill.Field(description="Pack an order and give its parcel to the carrier.")
    order_fulfillment_approve = FulfillmentApprove.Field(description="Give a packed parcel to its carrier.")
    order_fulfillment_cancel = FulfillmentCancel.Field(
        description="Open a packed parcel again; its goods go back to their lots."
    )
    order_fulfillment_update_tracking = FulfillmentUpdateTracking.Field(
        description="Write down the number that the carrier gave a parcel."
    )
    order_fulfillment_refund_products = FulfillmentRefundProducts.Field(
        description="Give back for units of lines, or a sum of them."
    )
    order_fulfillment_return_products = FulfillmentReturnProducts.Field(
        description="Accept that units come back; the hub looks at them, and their money goes back."
    )
    order_grant_refund_create = OrderGrantRefundCreate.Field(description="Decide that money goes back.")
    order_grant_refund_update = OrderGrantRefundUpdate.Field(description="Say anew why money goes back.")
    order_refund = OrderRefund.Field(description="Give back a sum of what was paid for an order.")
    order_line_delete = OrderLineDelete.Field(description="Take a line out of a draft.")
    order_line_discount_remove = OrderLineDiscountRemove.Field(
        description="Take nothing off a draft's line by hand any more."
    )
    order_line_discount_update = OrderLineDiscountUpdate.Field(
        description="Take something off each piece of a draft's line."
    )
    order_line_update = OrderLineUpdate.Field(description="Say how many of a line a draft holds.")
    order_lines_create = OrderLinesCreate.Field(description="Put more into a draft.")
    order_mark_as_paid = OrderMarkAsPaid.Field(description="Note that an order was paid outside of it.")
    order_note_add = OrderNoteAdd.Field(
        description="Write a remark beside an order; its customer does not see it."
    )
    order_note_update = OrderNoteUpdate.Field(
        description="Replace a remark beside an order; the old one stays in its history."
    )
    order_update = OrderUpdate.Field(description="Correct what an order says of its customer.")
    order_update_shipping = OrderUpdateShipping.Field(description="Choose how the parcel of a draft travels.")
    order_void = OrderVoid.Field(description="Give up the money that was promised for an order.")
