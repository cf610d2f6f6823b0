"""The models of the package, listed for Django."""

from orders.models.bank import AgencyReceipt, BankEntry, BankStatement, Break
from orders.models.box import CheckoutBox, CheckoutBoxItem, OrderBox, OrderBoxItem
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.cod import CallAttempt, CodAgreement, CodRule, ConfirmationCall
from orders.models.discount import CheckoutGiftCard, OrderDiscount
from orders.models.dispute import Dispute
from orders.models.draft import Draft, DraftDiscount
from orders.models.history import OrderNote
from orders.models.month_sale import MonthSale
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit, ProviderEvent
from orders.models.pooled import PoolDecision, PoolSale, PoolTurn
from orders.models.refund import Claim, Refund, RefundLine, RefundPart
from orders.models.returning import ReturnLine, ReturnRequest, ReturnTerm
from orders.models.shortage import LineShortage, ShortageTerm
from orders.models.transaction import Transaction, TransactionEvent, TransactionRequest
from orders.models.transfer import PayoutTransfer
from orders.models.weighing import LineWeighing, WeightTolerance

__all__ = [
    "AgencyReceipt",
    "BankDeposit",
    "BankEntry",
    "BankStatement",
    "Break",
    "CallAttempt",
    "CashCase",
    "CashCollection",
    "CashRemittance",
    "Checkout",
    "CheckoutBox",
    "CheckoutBoxItem",
    "CheckoutGiftCard",
    "CheckoutLine",
    "Claim",
    "CodAgreement",
    "CodRule",
    "ConfirmationCall",
    "Dispute",
    "Draft",
    "DraftDiscount",
    "LineShortage",
    "LineWeighing",
    "MonthSale",
    "Order",
    "OrderBox",
    "OrderBoxItem",
    "OrderDiscount",
    "OrderLine",
    "OrderNote",
    "Payment",
    "PaymentOperation",
    "PaymentSplit",
    "PayoutTransfer",
    "PoolDecision",
    "PoolSale",
    "PoolTurn",
    "ProviderEvent",
    "Refund",
    "RefundLine",
    "RefundPart",
    "ReturnLine",
    "ReturnRequest",
    "ReturnTerm",
    "ShortageTerm",
    "SubOrder",
    "Transaction",
    "TransactionEvent",
    "TransactionRequest",
    "WeightTolerance",
]
