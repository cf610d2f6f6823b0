"""Where the marketplace sells: a market with its currency and rules."""

from django.db import models

from marketplace.kernel.fields import MoneyAttr


class Channel(models.Model):
    """A market: its currency, its country, and the rules of cash on delivery there."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    currency = models.CharField(max_length=3, default="MAD")
    country = models.CharField(max_length=2, default="MA")
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    # The most that may be paid in cash at the door, and what that service costs the customer
    cash_cap_minor = models.BigIntegerField(default=500_000)
    cash_fee_minor = models.BigIntegerField(default=0)
    # Under which id API clients see cash on delivery: a shop front that only knows the gateway of Saleor's dummy
    # payment app can buy here when this says "saleor.io.dummy-payment-app".
    cash_gateway_id = models.CharField(max_length=100, default="marketplace.cash-on-delivery")
    # How long a basket's goods stay reserved once its owner is at the checkout
    reservation_minutes = models.PositiveSmallIntegerField(default=30)
    # Days after delivery before money that is already banked becomes payable (law 31-08: withdrawal within 7 days)
    maturity_days_card = models.PositiveSmallIntegerField(default=7)
    maturity_days_cash = models.PositiveSmallIntegerField(default=0)

    # Whether new orders may be prepared without a word of the staff's (who else would call the customer first)
    confirms_orders = models.BooleanField(default=True)
    # Whether orders may be prepared before their money is there: on the word of the staff who confirm them
    allows_unpaid_orders = models.BooleanField(default=False)
    # How long an order waits for its money before it is cancelled; unset: as long as the way to pay needs
    unpaid_order_minutes = models.PositiveIntegerField(null=True, blank=True)
    # Whether sales there are taxed; where not, they are written down as outside VAT
    charges_taxes = models.BooleanField(default=True)
    # What API clients set that means nothing here, and read back
    api_settings = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)

    # What clients keep with how it is taxed, apart from what they keep with the channel
    tax_metadata = models.JSONField(default=dict, db_default={}, blank=True)
    tax_private_metadata = models.JSONField(default=dict, db_default={}, blank=True)

    cash_cap = MoneyAttr("cash_cap_minor")
    cash_fee = MoneyAttr("cash_fee_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="channels_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ChannelTaxation(Channel):
    """How a channel is taxed: the same row, as the contract's clients name it."""

    class Meta:
        proxy = True


class ShopSettings(models.Model):
    """What the back office says of the whole shop: one row."""

    # Name and texts that API clients show, and what they set that means nothing here
    values = models.JSONField(default=dict, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="channels_one_row_of_settings")]

    def __str__(self) -> str:
        return str(self.values.get("name", "shop"))
