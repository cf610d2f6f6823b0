"""What can be done to transactions."""

import graphene

from marketplace.graphql.payments.mutations.payment_gateway_initialize import PaymentGatewayInitialize
from marketplace.graphql.payments.mutations.transaction_create import TransactionCreate
from marketplace.graphql.payments.mutations.transaction_event_report import TransactionEventReport
from marketplace.graphql.payments.mutations.transaction_initialize import TransactionInitialize
from marketplace.graphql.payments.mutations.transaction_process import TransactionProcess
from marketplace.graphql.payments.mutations.transaction_request_action import TransactionRequestAction
from marketplace.graphql.payments.mutations.transaction_request_refund_for_granted_refund import (
    TransactionRequestRefundForGrantedRefund,
)
from marketplace.graphql.payments.mutations.transaction_update import TransactionUpdate


class PaymentMutations(graphene.ObjectType):
    """What can be done to transactions."""

    payment_gateway_initialize = PaymentGatewayInitialize.Field(
        description="Ask payment apps what a page needs to let its customer pay."
    )
    transaction_initialize = TransactionInitialize.Field(description="Begin to pay for a checkout.")
    transaction_process = TransactionProcess.Field(description="Go on paying for a checkout.")
    transaction_create = TransactionCreate.Field(
        description="Write down a transaction that was made elsewhere."
    )
    transaction_update = TransactionUpdate.Field(description="Change what is written of a transaction.")
    transaction_event_report = TransactionEventReport.Field(description="A payment app reports what it did.")
    transaction_request_action = TransactionRequestAction.Field(
        description="Have a payment app take, give up or give back money."
    )
    transaction_request_refund_for_granted_refund = TransactionRequestRefundForGrantedRefund.Field(
        description="Have a payment app give back what a decided refund says."
    )
