"""What goes back to a customer: one movement of money, split by cooperative and by line."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.money import Money
from orders.models.dispute import Dispute
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.returning import ReturnRequest
from orders.refund_states import Bearer, ChargedTo, ClaimState, RefundCause, RefundMedium, RefundState


class Refund(models.Model):
    """Money owed back to a customer by one decision, and how it gets there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    # Deciding again under the same key finds this one
    key = models.CharField(max_length=120, unique=True)
    cause = models.CharField(max_length=16, choices=RefundCause.choices)
    # In the words of whoever decided; the customer and the cooperative read it
    reason = models.CharField(max_length=300, blank=True)
    # In money; what gift cards had paid goes back to them
    amount_minor = models.BigIntegerField()
    gift_minor = models.BigIntegerField(default=0)
    # What was never collected, because the goods were missing before they were paid; beside the amount
    set_off_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=6, choices=RefundState.choices)
    medium = models.CharField(max_length=8, choices=RefundMedium.choices, blank=True)
    # Where a transfer goes
    holder = models.CharField(max_length=70, blank=True)
    rib = models.CharField(max_length=24, blank=True)
    # With which code, and until when, the money waits at a cash agency
    voucher_code = models.CharField(max_length=40, blank=True)
    voucher_expires_date = models.DateField(null=True, blank=True)
    # How the processor, the bank or the agency calls the payment
    payment_reference = models.CharField(max_length=120, blank=True)
    # Why the last attempt did not reach the customer
    failure = models.CharField(max_length=300, blank=True)
    # How often it was sent: each attempt has a key of its own
    attempt = models.PositiveSmallIntegerField(default=0)
    return_request = models.ForeignKey(
        ReturnRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    # Taken back by a lost dispute
    dispute = models.ForeignKey(
        Dispute, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    decided_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField()
    # The last day on which it may be paid back (law 31-08; orders.models.returning.ReturnTerm)
    due_date = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    amount = MoneyAttr("amount_minor")
    gift = MoneyAttr("gift_minor")
    set_off = MoneyAttr("set_off_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, gift_minor__gte=0, set_off_minor__gte=0)
                | Q(amount_minor=0, gift_minor__gt=0, set_off_minor=0, medium=RefundMedium.GIFT)
                | Q(amount_minor=0, gift_minor__gte=0, set_off_minor__gt=0, medium=RefundMedium.DEDUCTED)
                | Q(amount_minor=0, gift_minor=0, set_off_minor=0, medium=RefundMedium.PARTNER),
                name="orders_refund_of_something",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RefundState.values), name="orders_refund_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=RefundCause.values), name="orders_refund_cause_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RefundState.CHOICE, medium="")
                | (~Q(state=RefundState.CHOICE) & Q(medium__in=RefundMedium.values)),
                name="orders_refund_has_a_medium",
            ),
            models.CheckConstraint(
                condition=~Q(medium=RefundMedium.TRANSFER) | Q(rib__regex=r"^\d{24}$"),
                name="orders_refund_transfer_has_account",
            ),
            models.CheckConstraint(
                condition=~Q(state=RefundState.DONE) | Q(done_at__isnull=False),
                name="orders_refund_done_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "decided_at"], name="orders_refund_of_order"),
            models.Index(
                fields=["due_date", "id"],
                condition=~Q(state=RefundState.DONE),
                name="orders_refund_open",
            ),
            models.Index(fields=["-decided_at", "-id"], name="orders_refund_newest"),
        ]

    def __str__(self) -> str:
        return f"refund of {self.amount_minor} {self.currency} for order {self.order_id}"

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"refund:{self.pk}"

    @property
    def whole(self) -> Money:
        """All that the customer gets back: money, what is theirs again on gift cards, what they need not pay."""
        return self.amount + self.gift + self.set_off

    @property
    def credit_key(self) -> str:
        """Under which key a store credit for it is issued, and its code made."""
        return f"{self.subject}:{self.attempt}"


class RefundPart(models.Model):
    """One cooperative's part of a refund: what it gives back, and what the marketplace and the hub give back."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="parts")
    sub_order = models.ForeignKey(SubOrder, on_delete=models.PROTECT, related_name="refund_parts")
    goods_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField(default=0)
    hub_fee_minor = models.BigIntegerField(default=0)
    # What of the goods is tax
    tax_minor = models.BigIntegerField(default=0)
    # What of the goods the marketplace or a partner had paid: it goes back to the promotions, not to the customer
    funded_minor = models.BigIntegerField(default=0)
    # Of that, what goes back to partners' budgets (portions are cumulative: a single one may round the other way)
    partner_minor = models.BigIntegerField(default=0)
    delivery_minor = models.BigIntegerField(default=0)
    # What of the delivery's part is the fee for paying at the door
    cash_fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    bearer = models.CharField(max_length=11, choices=Bearer.choices)
    charged_to = models.CharField(max_length=9, choices=ChargedTo.choices)

    goods = MoneyAttr("goods_minor")
    commission = MoneyAttr("commission_minor")
    hub_fee = MoneyAttr("hub_fee_minor")
    tax = MoneyAttr("tax_minor")
    funded = MoneyAttr("funded_minor")
    partner = MoneyAttr("partner_minor")
    delivery = MoneyAttr("delivery_minor")
    cash_fee = MoneyAttr("cash_fee_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "sub_order"], name="orders_refund_part_once"),
            models.CheckConstraint(
                condition=Q(
                    goods_minor__gte=0,
                    delivery_minor__gte=0,
                    commission_minor__gte=0,
                    hub_fee_minor__gte=0,
                    tax_minor__gte=0,
                    cash_fee_minor__gte=0,
                ),
                name="orders_refund_part_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(goods_minor__gte=F("commission_minor") + F("hub_fee_minor")),
                name="orders_refund_part_net_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(cash_fee_minor__lte=F("delivery_minor")), name="orders_refund_part_cash_fee"
            ),
            models.CheckConstraint(
                condition=Q(funded_minor__gte=0, funded_minor__lte=F("goods_minor")),
                name="orders_refund_part_funded",
            ),
            models.CheckConstraint(
                condition=Q(charged_to__in=ChargedTo.values, bearer__in=Bearer.values),
                name="orders_refund_part_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goods_minor} + {self.delivery_minor} {self.currency} of {self.sub_order_id}"


class RefundLine(models.Model):
    """What goes back of one line; without units it is a reduction of its price."""

    part = models.ForeignKey(RefundPart, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    amount = MoneyAttr("amount_minor")
    commission = MoneyAttr("commission_minor")
    tax = MoneyAttr("tax_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "order_line"], name="orders_refund_line_once"),
            models.CheckConstraint(
                condition=Q(
                    amount_minor__gt=0,
                    commission_minor__gte=0,
                    tax_minor__gte=0,
                    amount_minor__gte=F("commission_minor"),
                ),
                name="orders_refund_line_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}: {self.amount_minor} {self.currency}"


class Claim(models.Model):
    """What a hub or a carrier answers for, until it is paid, set off or given up."""

    # For goods that were given back for, or for their way back
    part = models.OneToOneField(
        RefundPart, on_delete=models.PROTECT, null=True, blank=True, related_name="claim"
    )
    way_back = models.OneToOneField(
        ReturnRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="claim"
    )
    # For goods that were lost at a hub: the movement with which they left, "movement:…"
    loss = models.CharField(max_length=60, null=True, blank=True, unique=True)
    debtor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_claim_of_something"),
            models.CheckConstraint(
                condition=Q(part__isnull=False, way_back__isnull=True, loss__isnull=True)
                | Q(part__isnull=True, way_back__isnull=False, loss__isnull=True)
                | Q(part__isnull=True, way_back__isnull=True, loss__isnull=False),
                name="orders_claim_has_one_cause",
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="orders_claim_state_known"),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OPEN) | Q(closed_at__isnull=False),
                name="orders_claim_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["debtor", "opened_at"], condition=Q(state=ClaimState.OPEN), name="orders_claim_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} from {self.debtor_id}"

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"claim:{self.pk}"
