"""What was bought: the customer's order group, each cooperative's sub-order, and their lines."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.money import Money
from orders.states import OrderOrigin, PaymentMethod, SubOrderState


def new_access_token() -> str:
    """Make a secret of 192 bits for the link that shows an order to whoever placed it."""
    return secrets.token_urlsafe(24)


class Order(models.Model):
    """The order group: what one customer bought at once. Its status is derived from its sub-orders."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    access_token = models.CharField(max_length=40, unique=True, default=new_access_token)
    # Placing the same checkout again finds this order
    checkout_id = models.UUIDField(unique=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    phone = models.CharField(max_length=16)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    address = models.JSONField()
    # Who is named on the bill, in the same fields; empty: as the parcel
    billing_address = models.JSONField(default=dict, blank=True)
    region = models.CharField(max_length=6)
    delivery_method = models.ForeignKey(DeliveryMethod, on_delete=models.PROTECT, related_name="+")
    delivery_names = models.JSONField(default=dict)
    payment_method = models.CharField(max_length=10, choices=PaymentMethod.choices)
    note = models.CharField(max_length=500, blank=True)
    # A gift for whoever receives the parcel; the phone above is then its giver's (orders.gifting)
    is_gift = models.BooleanField(default=False)
    hides_prices = models.BooleanField(default=False)
    gift_sender = models.CharField(max_length=100, blank=True)
    gift_message = models.CharField(max_length=300, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    # For the staff and their apps only
    private_metadata = models.JSONField(default=dict, blank=True)
    origin = models.CharField(max_length=12, choices=OrderOrigin.choices, default=OrderOrigin.CHECKOUT)
    # The order's name in another system
    external_reference = models.CharField(max_length=250, unique=True, null=True, blank=True)
    # When the staff said that it may be prepared; unset where the channel asks for no word of theirs
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # A rule about paying at the door wants the customer's word before anything is picked (orders.cod_rules)
    needs_confirmation = models.BooleanField(default=False)
    # What the cooperatives sell the goods for, and what of it others pay in the customer's place
    items_minor = models.BigIntegerField()
    funded_minor = models.BigIntegerField(default=0)
    # What the customer pays for delivery, and what it costs before anything made it cheaper
    delivery_minor = models.BigIntegerField()
    delivery_full_minor = models.BigIntegerField()
    cash_fee_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    # Of the total: what gift cards pay
    gift_minor = models.BigIntegerField(default=0)
    # Of goods and delivery, beside the total: what the marketplace bears itself, and what partners' budgets pay
    platform_minor = models.BigIntegerField(default=0)
    partner_minor = models.BigIntegerField(default=0)
    voucher_code = models.CharField(max_length=255, blank=True)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    items = MoneyAttr("items_minor")
    delivery = MoneyAttr("delivery_minor")
    cash_fee = MoneyAttr("cash_fee_minor")
    total = MoneyAttr("total_minor")
    funded = MoneyAttr("funded_minor")
    delivery_full = MoneyAttr("delivery_full_minor")
    gift = MoneyAttr("gift_minor")
    platform = MoneyAttr("platform_minor")
    partner = MoneyAttr("partner_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_minor=F("items_minor")
                    - F("funded_minor")
                    + F("delivery_minor")
                    + F("cash_fee_minor")
                ),
                name="orders_order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    platform_minor=F("funded_minor")
                    + F("delivery_full_minor")
                    - F("delivery_minor")
                    - F("partner_minor")
                ),
                name="orders_order_funding_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    funded_minor__gte=0,
                    funded_minor__lte=F("items_minor"),
                    gift_minor__gte=0,
                    gift_minor__lte=F("total_minor"),
                    platform_minor__gte=0,
                    partner_minor__gte=0,
                ),
                name="orders_order_funding_sane",
            ),
            models.CheckConstraint(
                condition=Q(items_minor__gte=0, delivery_minor__gte=0), name="orders_order_positive"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=OrderOrigin.values), name="orders_order_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(is_gift=True) | Q(hides_prices=False, gift_sender="", gift_message=""),
                name="orders_order_gift_whole",
            ),
            # Who is asked for money at the door has seen the price
            models.CheckConstraint(
                condition=Q(hides_prices=False)
                | ~Q(payment_method=PaymentMethod.CASH)
                | Q(gift_minor=F("total_minor")),
                name="orders_order_hidden_price_is_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_order_newest"),
            models.Index(fields=["user", "-placed_at"], name="orders_order_of_user"),
            # What became of a number's orders, for the rules about paying at the door
            models.Index(fields=["phone", "-placed_at"], name="orders_order_by_phone"),
            # A guest who signs in later finds their orders by what they have proved to be theirs
            models.Index(fields=["phone"], condition=Q(user=None), name="orders_order_guest_phone"),
            models.Index(Upper("email"), condition=Q(user=None), name="orders_order_guest_email"),
        ]

    def __str__(self) -> str:
        return f"order {self.number}"

    @property
    def goods(self) -> Money:
        """What the customer pays for the goods, after all reductions."""
        return self.items - self.funded

    @property
    def due(self) -> Money:
        """What is paid in money: the total without what gift cards pay."""
        return self.total - self.gift

    @property
    def promised(self) -> Money:
        """What waits in the books for the order beside its customer's money."""
        return self.gift + self.partner


class SubOrder(models.Model):
    """One cooperative's part of an order, with the terms that held when it was placed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="sub_orders")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sub_orders")
    # "<order number>-<position>"
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, choices=SubOrderState.choices, default=SubOrderState.PLACED)
    gross_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    hub_fee_minor = models.BigIntegerField()
    # What of these was given back
    refunded_minor = models.BigIntegerField(default=0)
    refunded_hub_fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # Which commission term held: its id and first day, for the explanation
    terms = models.JSONField(default=dict)
    # A cardholder's bank has taken the money back for now: nothing matures before that is decided
    disputed_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    # From which day on its cooperative can have it ready; null: at once
    ready_date = models.DateField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # Whoever lost the parcel pays it: the sale is earned as if it had arrived (decision 261)
    lost_at = models.DateTimeField(null=True, blank=True)
    # When the earning becomes payable (null: not known yet, money still on its way), and when it did
    matures_at = models.DateTimeField(null=True, blank=True)
    matured_at = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField()

    gross = MoneyAttr("gross_minor")
    commission = MoneyAttr("commission_minor")
    hub_fee = MoneyAttr("hub_fee_minor")
    refunded = MoneyAttr("refunded_minor")
    refunded_hub_fee = MoneyAttr("refunded_hub_fee_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "organisation"], name="orders_sub_order_once"),
            models.CheckConstraint(
                condition=Q(state__in=SubOrderState.values), name="orders_sub_order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(gross_minor__gte=0, commission_minor__gte=0, hub_fee_minor__gte=0),
                name="orders_sub_order_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_minor__gte=0,
                    refunded_minor__lte=F("gross_minor"),
                    refunded_hub_fee_minor__gte=0,
                    refunded_hub_fee_minor__lte=F("hub_fee_minor"),
                ),
                name="orders_sub_order_refund_within",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-placed_at", "-id"], name="orders_sub_order_of_org"),
            models.Index(fields=["organisation", "state", "-placed_at", "-id"], name="orders_sub_order_todo"),
            # What is earned and not payable yet, among all that ever was
            models.Index(
                fields=["organisation"],
                condition=Q(matured_at=None) & ~Q(delivered_at=None, lost_at=None),
                name="orders_sub_order_earned",
            ),
            models.Index(
                fields=["matures_at"],
                condition=Q(matured_at=None, matures_at__isnull=False),
                name="orders_maturing",
            ),
        ]

    def __str__(self) -> str:
        return f"sub-order {self.number}"

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"sub-order:{self.pk}"

    @property
    def earned_at(self) -> datetime | None:
        """When the sale was earned: the parcel arrived, or was lost and is paid by whoever lost it."""
        return self.delivered_at or self.lost_at


class OrderLine(models.Model):
    """So many of one variant, with price, tax and commission as they were when it was bought."""

    # How the outside calls it: the name that it had in the basket or draft, so that what was noted then stays true
    key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4, db_default=RandomUUID())
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    sub_order = models.ForeignKey(SubOrder, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    product_names = models.JSONField()
    variant_names = models.JSONField(default=dict)
    sku = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    # What one piece costs on the shelf without any promotion, and what the cooperative sells it for
    undiscounted_unit_price_minor = models.BigIntegerField()
    unit_price_minor = models.BigIntegerField()
    # What the cooperative takes off beside (a voucher of its own); the total is what it sells the line for
    given_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    # Of the total: what others pay in the customer's place
    funded_minor = models.BigIntegerField(default=0)
    is_gift = models.BooleanField(default=False)
    # The staff or an app agreed its price with the customer, and why (nothing: nobody said)
    is_price_agreed = models.BooleanField(default=False)
    agreed_reason = models.CharField(max_length=255, blank=True)
    currency = models.CharField(max_length=3)
    weight_g = models.PositiveIntegerField(default=0)
    volume_cm3 = models.PositiveIntegerField(default=0)
    # Of goods that are sold by their weight: what one holds by its label; 0 of all others
    weighed_g = models.PositiveIntegerField(default=0, db_default=0)
    tax_code = models.CharField(max_length=12)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=4)
    tax_mention = models.JSONField(default=dict)
    commission_rate = models.DecimalField(max_digits=5, decimal_places=4)
    commission_minor = models.BigIntegerField()
    # The commission's rule as it held (marketplace.cooperatives.commissions.CommissionRate)
    commission_rule = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    # Units on their way back or returned, and what was given back for how many
    returned_quantity = models.PositiveIntegerField(default=0)
    refunded_quantity = models.PositiveIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    refunded_commission_minor = models.BigIntegerField(default=0)

    unit_price = MoneyAttr("unit_price_minor")
    total = MoneyAttr("total_minor")
    commission = MoneyAttr("commission_minor")
    refunded = MoneyAttr("refunded_minor")
    refunded_commission = MoneyAttr("refunded_commission_minor")
    undiscounted_unit_price = MoneyAttr("undiscounted_unit_price_minor")
    given = MoneyAttr("given_minor")
    funded = MoneyAttr("funded_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    returned_quantity__lte=F("quantity"),
                    refunded_quantity__lte=F("quantity"),
                    refunded_minor__gte=0,
                    refunded_minor__lte=F("total_minor"),
                    refunded_commission_minor__gte=0,
                    refunded_commission_minor__lte=F("commission_minor"),
                ),
                name="orders_line_refund_within",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("unit_price_minor") * F("quantity") - F("given_minor")),
                name="orders_line_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    given_minor__gte=0,
                    funded_minor__gte=0,
                    funded_minor__lte=F("total_minor"),
                    undiscounted_unit_price_minor__gte=F("unit_price_minor"),
                ),
                name="orders_line_funding_sane",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def paid(self) -> Money:
        """What the customer pays for the line."""
        return self.total - self.funded

    @property
    def undiscounted(self) -> Money:
        """What the line would cost without any promotion or voucher."""
        return self.undiscounted_unit_price * self.quantity

    @property
    def reference(self) -> str:
        """How the hub and the stock call it."""
        return f"order-line:{self.pk}"
