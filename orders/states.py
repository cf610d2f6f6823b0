"""The states of sub-orders, payments and cash, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class PaymentMethod(models.TextChoices):
    """How a customer pays."""

    CASH = "cash", _("Cash on delivery")
    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")
    AGENCY = "agency", _("Cash at an agency")
    HOSTED = "hosted", _("Moroccan bank card")
    # A program of somebody else's takes the money (marketplace.apps)
    APP = "app", _("Payment app")
    # For installations in which no money moves (settings.TEST_PAYMENTS)
    TEST = "test", _("Test payment")
    # Nothing is left to pay: gift cards pay for all of it. Nobody chooses it.
    GIFT = "gift", _("Gift card")


# What a customer may choose; the rest follows from the basket.
CHOSEN_METHODS = frozenset(PaymentMethod.values) - {PaymentMethod.GIFT.value}


class DiscountKind(models.TextChoices):
    """By what an order became cheaper."""

    PROMOTION = "promotion", _("Promotion on a product")
    ORDER_PROMOTION = "order_promotion", _("Promotion on the basket")
    GIFT = "gift", _("Gift")
    VOUCHER = "voucher", _("Voucher")
    FREE_DELIVERY = "free_delivery", _("Free delivery")
    SUBSIDY = "subsidy", _("Delivery paid by a partner")
    MANUAL = "manual", _("Given by the staff")
    BOX = "box", _("Gift box")


class SubOrderState(models.TextChoices):
    """Where one cooperative's part of an order stands."""

    PLACED = "placed", _("Waiting for payment")
    RELEASED = "released", _("To be prepared")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused at the door")
    RETURNED = "returned", _("Returned to the hub")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Lost on the way")


_O = SubOrderState
SUB_ORDER_FLOW = Flow[SubOrderState](
    {
        _O.PLACED: frozenset({_O.RELEASED, _O.CANCELLED}),
        _O.RELEASED: frozenset({_O.PACKED, _O.CANCELLED}),
        # The hub may open a parcel that has not left: it is to be prepared again.
        _O.PACKED: frozenset({_O.SHIPPED, _O.RELEASED, _O.CANCELLED, _O.LOST}),
        _O.SHIPPED: frozenset({_O.DELIVERED, _O.REFUSED, _O.LOST}),
        _O.REFUSED: frozenset({_O.RETURNED, _O.LOST}),
        _O.DELIVERED: frozenset(),
        _O.RETURNED: frozenset(),
        _O.CANCELLED: frozenset(),
        _O.LOST: frozenset(),
    }
)


class PaymentState(models.TextChoices):
    """Where the payment of an order stands; for cash, the custody of the notes is told by `CashState`."""

    PENDING = "pending", _("Not paid yet")
    PLEDGED = "pledged", _("To be paid at the door")
    AUTHORISED = "authorised", _("Card authorised")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Payment failed")
    CANCELLED = "cancelled", _("Cancelled")


_P = PaymentState
PAYMENT_FLOW = Flow[PaymentState](
    {
        _P.PENDING: frozenset({_P.AUTHORISED, _P.PAID, _P.FAILED, _P.CANCELLED}),
        _P.PLEDGED: frozenset({_P.PAID, _P.CANCELLED}),
        _P.AUTHORISED: frozenset({_P.PAID, _P.FAILED, _P.CANCELLED}),
        _P.PAID: frozenset(),
        _P.FAILED: frozenset({_P.AUTHORISED, _P.PAID, _P.CANCELLED}),
        _P.CANCELLED: frozenset(),
    }
)


class CashState(models.TextChoices):
    """Who holds the notes of one delivered parcel."""

    COLLECTED = "collected", _("With the carrier")
    RECEIVED = "received", _("At the cash desk")
    DEPOSITED = "deposited", _("Handed to the bank")
    CONFIRMED = "confirmed", _("On the bank statement")


_C = CashState
CASH_FLOW = Flow[CashState](
    {
        _C.COLLECTED: frozenset({_C.RECEIVED}),
        _C.RECEIVED: frozenset({_C.DEPOSITED}),
        _C.DEPOSITED: frozenset({_C.CONFIRMED}),
        _C.CONFIRMED: frozenset(),
    }
)


class StatementForm(models.TextChoices):
    """The forms in which a bank statement can be read."""

    CAMT053 = "camt053", _("ISO 20022 camt.053")
    CSV = "csv", _("CSV")


class EntryState(models.TextChoices):
    """Where one movement of the bank statement stands."""

    NEW = "new", _("Not looked at yet")
    MATCHED = "matched", _("Matched")
    OPEN = "open", _("Not matched")
    SETTLED = "settled", _("Settled by hand")


ENTRY_FLOW = Flow[EntryState](
    {
        EntryState.NEW: frozenset({EntryState.MATCHED, EntryState.OPEN}),
        EntryState.OPEN: frozenset({EntryState.SETTLED}),
        EntryState.MATCHED: frozenset(),
        EntryState.SETTLED: frozenset(),
    }
)


class BreakSource(models.TextChoices):
    """Whose figures were compared with the books."""

    BANK = "bank", _("Bank")
    CARD = "card", _("Card processor")
    CARRIER = "carrier", _("Carriers")
    TILL = "till", _("Cash desks")
    AGENCY = "agency", _("Cash agencies")


class BreakReason(models.TextChoices):
    """Why something was not matched."""

    UNKNOWN = "unknown", _("Nothing that is expected fits")
    OTHER_SUM = "other_sum", _("The sum is another one")
    ALREADY_THERE = "already_there", _("It has been paid already")
    NOT_EXPECTED = "not_expected", _("It is not expected any more")
    NOT_ON_STATEMENT = "not_on_statement", _("Booked, and the statement does not show it")
    NOT_IN_BOOKS = "not_in_books", _("Reported, and not in the books")
    TOO_LONG = "too_long", _("It stays with its holder for too long")


class BreakState(models.TextChoices):
    """Where a break stands."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class OperationKind(models.TextChoices):
    """What is asked of the card processor."""

    SESSION = "session", _("Open the payment page")
    CAPTURE = "capture", _("Take the authorised money")
    CANCEL = "cancel", _("Give up the authorisation")
    REFUND = "refund", _("Give money back")
    EVIDENCE = "evidence", _("Answer a dispute")


class WorkState(models.TextChoices):
    """Where a piece of due work stands."""

    DUE = "due", _("Due")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")
    DEAD = "dead", _("Given up")


class CaseResolution(models.TextChoices):
    """How a case about a difference ended."""

    WITHHELD = "withheld", _("Taken off what we owe the holder")
    REPAID = "repaid", _("Paid to the bank by the holder")
    WRITTEN_OFF = "written_off", _("Given up: our loss")
    RETURNED = "returned", _("Too much: owed to the holder")
    KEPT = "kept", _("Too much, and nobody claims it")


# A shortage ends in other ways than a surplus
SHORTAGE_ENDS = (CaseResolution.WITHHELD, CaseResolution.REPAID, CaseResolution.WRITTEN_OFF)
SURPLUS_ENDS = (CaseResolution.RETURNED, CaseResolution.KEPT)


class CaseState(models.TextChoices):
    """Where a case about missing or surplus money stands."""

    OPEN = "open", _("Open")
    SETTLED = "settled", _("Settled")


class OrderOrigin(models.TextChoices):
    """How an order came about."""

    CHECKOUT = "checkout", _("Placed by the customer")
    DRAFT = "draft", _("Placed by the staff")
    REISSUE = "reissue", _("Sent again")
    BULK_CREATE = "bulk_create", _("Brought in from another system")


class HistoryKind(models.TextChoices):
    """What people can do to an order, or say about it, that its own rows do not tell."""

    DRAFT_CREATED = "draft_created", _("Draft begun")
    DRAFT_COMPLETED = "draft_completed", _("Placed by the staff")
    LINES_ADDED = "lines_added", _("Products added")
    LINES_REMOVED = "lines_removed", _("Products removed")
    DISCOUNT_ADDED = "discount_added", _("Discount given")
    DISCOUNT_UPDATED = "discount_updated", _("Discount changed")
    DISCOUNT_REMOVED = "discount_removed", _("Discount taken back")
    LINE_DISCOUNTED = "line_discounted", _("Discount given on a product")
    LINE_UNDISCOUNTED = "line_undiscounted", _("Discount on a product taken back")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    MARKED_PAID = "marked_paid", _("Marked as paid")
    CAPTURED = "captured", _("Payment taken")
    VOIDED = "voided", _("Payment given up")
    ADDRESS_UPDATED = "address_updated", _("Address changed")
    TRACKING_UPDATED = "tracking_updated", _("Tracking number changed")
    FULFILMENT_CANCELLED = "fulfilment_cancelled", _("Parcel unpacked")
    NOTE_ADDED = "note_added", _("Note")
    NOTE_UPDATED = "note_updated", _("Note changed")
