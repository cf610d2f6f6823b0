"""The models of the package, listed for Django."""

from orders.models.bank import BankEntry, BankStatement, Break
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.draft import Draft
from orders.models.history import OrderNote
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit, ProviderEvent, Refund

__all__ = [
    "BankDeposit",
    "BankEntry",
    "BankStatement",
    "Break",
    "CashCase",
    "CashCollection",
    "CashRemittance",
    "Checkout",
    "CheckoutLine",
    "Draft",
    "Order",
    "OrderLine",
    "OrderNote",
    "Payment",
    "PaymentOperation",
    "PaymentSplit",
    "ProviderEvent",
    "Refund",
    "SubOrder",
]
