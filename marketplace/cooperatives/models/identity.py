"""What proves an organisation: official numbers, documents, and the account where it is paid."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import DocumentState, IdentifierKind


def private_storage() -> Storage:
    """Return the storage that no public address serves."""
    return storages["private"]


class Identifier(models.Model):
    """An official number with its issuer, its expiry and who accepted it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=22, choices=IdentifierKind.choices)
    value = models.CharField(max_length=60)
    # The court of a register, the office of an authorisation
    issuer = models.CharField(max_length=120, blank=True)
    issued_date = models.DateField(null=True, blank=True)
    expires_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.SUBMITTED)
    submitted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    # What was photographed or scanned of it; shown to its own people and to whoever verifies, never by an address
    scan = models.FileField(max_length=120, storage=private_storage, blank=True)
    # The last time before its end at which its people were told, in days; -1: that it has ended
    told_days = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_date"],
                condition=Q(state="accepted", expires_date__isnull=False),
                name="cooperatives_papers_that_end",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="cooperatives_identifier_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(reviewed_by=models.F("submitted_by")),
                name="cooperatives_identifier_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class BankAccount(models.Model):
    """A RIB (24 digits, key checked) or an account at the card processor; an organisation is paid on its active one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="bank_accounts")
    # Empty where the account is one at the card processor, connected to ours: its name there (Stripe: acct_...)
    rib = models.CharField(max_length=24, blank=True)
    connected_id = models.CharField(max_length=40, blank=True)
    holder = models.CharField(max_length=70)
    is_active = models.BooleanField(default=False)
    submitted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # A changed account is not paid to before this time, so that a theft can be noticed.
    usable_from = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_active=True), name="cooperatives_one_active_account"
            ),
            models.CheckConstraint(
                condition=Q(rib__regex=r"^\d{24}$", connected_id="")
                | Q(rib="", connected_id__regex=r"^acct_[A-Za-z0-9]{6,34}$"),
                name="cooperatives_account_is_one",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(confirmed_by=models.F("submitted_by")),
                name="cooperatives_account_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"…{self.ending}"

    @property
    def ending(self) -> str:
        """The last six characters: all that is shown of it."""
        return (self.rib or self.connected_id)[-6:]


class CommissionTerm(models.Model):
    """The marketplace's share of an organisation's sales from a date on; the newest that has begun counts."""

    # Empty: the rule for everybody who has no term of its own
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="commission_terms"
    )
    # 0.1000 is ten per cent of the price including tax
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    # What the hub takes for packing one sub-order
    hub_fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="cooperatives_rate_is_a_share"),
            models.CheckConstraint(
                condition=Q(hub_fee_minor__gte=0), name="cooperatives_hub_fee_not_negative"
            ),
            models.UniqueConstraint(
                fields=["organisation", "from_date"], name="cooperatives_term_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} from {self.from_date}"
