"""Paying at the door: the dated rules, what they asked of one order, and the calls by which it is confirmed."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.channels.models import Channel
from marketplace.kernel.fields import MoneyAttr
from orders.cod_rules import DEFAULT_ATTEMPTS, DEFAULT_HOURS, CashRule
from orders.cod_states import (
    OPEN_CALLS,
    CallOutcome,
    CallState,
    Confirmation,
    ConfirmedBy,
    DepositMedium,
    DepositState,
    RuleKind,
    Standing,
)
from orders.models.order import Order


def new_confirmation_token() -> str:
    """Make a secret of 120 bits for the link in the message: whoever has it has the phone."""
    return secrets.token_urlsafe(15)


class CodRule(models.Model):
    """One dated rule about paying at the door (orders.cod_rules); changed by ending it and beginning another."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=RuleKind.choices)
    # ISO 3166-2 of a region or a province; empty: everywhere
    place = models.CharField(max_length=6, blank=True)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.ANY)
    at_least = models.PositiveSmallIntegerField(default=1)
    above_minor = models.BigIntegerField(default=0)
    # The cap or the fee
    amount_minor = models.BigIntegerField(null=True, blank=True)
    # The deposit's part of the sum, and what of it is kept when the parcel is refused
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    kept_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    confirmation = models.CharField(max_length=4, choices=Confirmation.choices, blank=True)
    # How long the customer has to pay the deposit, or to be reached
    hours = models.PositiveSmallIntegerField(default=DEFAULT_HOURS)
    attempts = models.PositiveSmallIntegerField(default=DEFAULT_ATTEMPTS)
    # Why there is such a rule, by language: it is told to the customer
    because = models.JSONField(default=dict, blank=True)
    from_date = models.DateField()
    # The first day on which it does not hold any more
    until_date = models.DateField(null=True, blank=True)
    # Who set it, in place of which rule, and who ended it or took it back before it counted
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["cap", "fee"], amount_minor__gte=0, rate=None, confirmation="")
                | Q(kind="deposit", rate__gte=0, rate__lt=1, amount_minor=None, confirmation="")
                | Q(kind="confirm", confirmation__in=Confirmation.values, rate=None, amount_minor=None),
                name="orders_cod_rule_says_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kept_rate__gte=0, kept_rate__lte=1, above_minor__gte=0, at_least__gte=1),
                name="orders_cod_rule_sane",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, attempts__gte=1), name="orders_cod_rule_patient"
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                name="orders_cod_rule_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="orders_cod_rule_standing_known"
            ),
        ]
        indexes = [models.Index(fields=["channel", "from_date"], name="orders_cod_rule_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.from_date}"

    def as_rule(self) -> CashRule:
        """Return it as the arithmetic sees it."""
        return CashRule(
            rule_id=self.pk or 0,
            kind=RuleKind(self.kind),
            place=self.place,
            standing=Standing(self.standing),
            at_least=self.at_least,
            above_minor=self.above_minor,
            amount_minor=self.amount_minor or 0,
            rate=self.rate or self.kept_rate * 0,
            kept_rate=self.kept_rate,
            confirmation=Confirmation(self.confirmation or Confirmation.NONE),
            hours=self.hours,
            attempts=self.attempts,
            because=self.because,
        )


class CodAgreement(models.Model):
    """What the rules asked of one order to be paid at the door, as it was told to its customer, and its deposit."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="cod")
    # orders.cod_rules.CashReason, one for each thing that a rule decided
    reasons = models.JSONField(default=list)
    # The phone number's history as it was: delivered, refused, unreachable
    history = models.JSONField(default=dict)
    deposit_state = models.CharField(max_length=8, choices=DepositState.choices)
    deposit_minor = models.BigIntegerField(default=0)
    # Of a refused parcel's deposit: which part is kept by the rule, and what was kept in the end
    kept_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    kept_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # What the customer writes on the transfer, and says at the agency
    transfer_reference = models.CharField(max_length=20, blank=True, db_index=True)
    agency_code = models.CharField(max_length=20, blank=True, db_index=True)
    # The order is cancelled if the deposit is not there by then
    expires_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_medium = models.CharField(max_length=8, choices=DepositMedium.choices, blank=True)
    paid_reference = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    deposit = MoneyAttr("deposit_minor")
    kept = MoneyAttr("kept_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deposit_state="none", deposit_minor=0)
                | (~Q(deposit_state="none") & Q(deposit_minor__gt=0)),
                name="orders_cod_deposit_of_something",
            ),
            models.CheckConstraint(
                condition=Q(deposit_state__in=DepositState.values), name="orders_cod_deposit_state_known"
            ),
            models.CheckConstraint(
                condition=Q(deposit_state__in=["none", "due", "lapsed"], paid_at=None)
                | Q(deposit_state__in=["held", "applied", "kept", "returned"], paid_at__isnull=False),
                name="orders_cod_deposit_paid_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kept_minor=0) | Q(deposit_state="kept", kept_minor__lte=F("deposit_minor")),
                name="orders_cod_kept_within",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(deposit_state="due"), name="orders_cod_deposit_awaited"
            ),
        ]

    def __str__(self) -> str:
        return f"deposit of {self.deposit_minor} {self.currency}: {self.deposit_state}"


class ConfirmationCall(models.Model):
    """An order that its customer has to confirm: a row of the queue of calls, which one person takes at a time."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="confirmation")
    mode = models.CharField(max_length=4, choices=Confirmation.choices)
    state = models.CharField(max_length=11, choices=CallState.choices, default=CallState.WAITING)
    token = models.CharField(max_length=24, unique=True, default=new_confirmation_token)
    # The next call; and when a decision takes effect
    due_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_most = models.PositiveSmallIntegerField(default=DEFAULT_ATTEMPTS)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=5, choices=ConfirmedBy.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="orders_call_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_CALLS, closed_at=None)
                | (~Q(state__in=OPEN_CALLS) & Q(closed_at__isnull=False)),
                name="orders_call_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="orders_call_claimed_until",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__in=ConfirmedBy.values)
                | (~Q(state="confirmed") & Q(confirmed_by="")),
                name="orders_call_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=["waiting", "decided"]),
                name="orders_call_due",
            ),
            models.Index(fields=["deadline_at"], condition=Q(closed_at=None), name="orders_call_deadline"),
            # Two people never call the same customer, and one person calls one customer at a time
            models.Index(
                fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="orders_call_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation of {self.order_id}: {self.state}"


class CallAttempt(models.Model):
    """One call, by whom and with what outcome; taken back within its moment, it counts for nothing."""

    call = models.ForeignKey(ConfirmationCall, on_delete=models.PROTECT, related_name="calls")
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices)
    note = models.CharField(max_length=300, blank=True)
    # The address that the customer gave (orders.address), kept until it takes effect
    address = models.JSONField(default=dict, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    # The call was due then, and is again if this is taken back
    due_before = models.DateTimeField()
    called_at = models.DateTimeField()
    # Until then the caller may take it back; then it takes effect
    final_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=CallOutcome.values), name="orders_attempt_known"),
        ]
        indexes = [models.Index(fields=["call", "-called_at"], name="orders_attempts_of_call")]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.call_id}"
