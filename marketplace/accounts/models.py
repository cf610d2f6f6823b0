"""People: a phone number or an e-mail address is enough to be one."""

from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.states import DeviceAct


def new_token_key() -> str:
    """Return a key that no token given out before was stamped with."""
    return get_random_string(12)


def split_name(full_name: str, family_name: str) -> tuple[str, str]:
    """Return a name as given name and family name, for systems that want two fields."""
    if family_name and full_name.endswith(family_name):
        return full_name.removesuffix(family_name).rstrip(), family_name
    first, _space, last = full_name.partition(" ")
    return first, last


class UserManager(BaseUserManager["User"]):
    """Makes users of a phone number, an e-mail address, or both."""

    def create_user(
        self, email: str | None = None, phone: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        """Create a user; an empty password means that codes or links are the way in."""
        user = self.model(email=self.normalize_email(email) or None, phone=phone or None, **extra)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **extra: Any) -> "User":
        """Create a user who may do everything."""
        return self.create_user(email, None, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, by phone first."""

    # E.164, for example +212612345678
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True, unique=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    full_name = models.CharField(_("name"), max_length=150, blank=True)
    # The end of the name that is the family's, where somebody told it apart
    family_name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=5, default="fr")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    # Names of marketplace.kernel.actor.Permission that a member of staff holds.
    staff_permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Another key, and every token of the API that was given out before stops working
    token_key = models.CharField(max_length=12, default=new_token_key, editable=False)
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    # What the staff wrote about the person
    note = models.TextField(blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)
    # The person's key in somebody else's system
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False), name="accounts_user_reachable"
            ),
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write no phone and no address as nothing, not as an empty text that only one person could have."""
        self.phone = self.phone or None
        self.email = self.email or None
        self.external_reference = self.external_reference or None
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or f"#{self.pk}"

    @property
    def first_name(self) -> str:
        """The name without the family's; without one, its first word."""
        return split_name(self.full_name, self.family_name)[0]

    @property
    def last_name(self) -> str:
        """The family's name; without one, what follows the first word."""
        return split_name(self.full_name, self.family_name)[1]


class PermissionGroup(models.Model):
    """Permissions that several of the staff hold together."""

    name = models.CharField(max_length=150, unique=True)
    # Names of marketplace.kernel.actor.Permission
    permissions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    members = models.ManyToManyField(User, related_name="groups_of_staff", blank=True)

    def __str__(self) -> str:
        return self.name


class Registration(models.Model):
    """
    An account that somebody asked for by e-mail and that does not exist yet.

    Each is a claim of its own: whoever confirms one by its secret gets an account with the password of that claim, and
    every other claim to the same address is forgotten. So nobody shares an account with whoever asked first.
    """

    email = models.EmailField(db_index=True)
    # As Django keeps passwords
    password = models.CharField(max_length=128)
    full_name = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=5, default="fr")
    metadata = models.JSONField(default=dict, blank=True)
    # SHA-256 of the secret in the link
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"claim to {self.email}"


class SigningKey(models.Model):
    """An RSA key of this installation: the newest signs the tokens of the API, all that are kept verify."""

    # RFC 7638 thumbprint of the public key
    kid = models.CharField(max_length=43, primary_key=True)
    private_pem = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid


# What a person writes of an address; the export of one's data and the back office show all of it
ADDRESS_FIELDS: Final = (
    "recipient",
    "given",
    "company",
    "phone",
    "street",
    "quarter",
    "landmark",
    "city",
    "province",
    "area",
    "postcode",
    "country",
)


class Address(models.Model):
    """A person's address: at home commune and landmark matter more than the postcode; it may lie abroad."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    recipient = models.CharField(max_length=150)
    # The given names, where they are more than the first word of the recipient
    given = models.CharField(max_length=100, blank=True)
    company = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=16)
    street = models.CharField(max_length=200)
    quarter = models.CharField(max_length=100, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    # ISO 3166-2 code of the province; the region follows from it. Empty abroad, where the area is a text
    province = models.CharField(max_length=6, blank=True)
    area = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    # ISO 3166-1
    country = models.CharField(max_length=2, default="MA")
    # Where parcels go, and who is named on bills, unless said otherwise
    is_default = models.BooleanField(default=False)
    is_default_billing = models.BooleanField(default=False)
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="accounts_address_one_default"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_default_billing=True),
                name="accounts_address_one_default_billing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.city}"


class Device(models.Model):
    """
    A telephone that a person came in with by a code, and that knows them again by four to six digits.

    The telephone holds a secret of which we keep the hash alone: without it the digits open nothing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    # The number that the code was sent to: with another number the digits are worth nothing
    phone = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=128)
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("known telephone")
        verbose_name_plural = _("known telephones")
        indexes = [models.Index(fields=["user", "-id"], name="accounts_device_of")]

    def __str__(self) -> str:
        return f"{self.phone} #{self.pk}"


class DeviceUse(models.Model):
    """What was done with a known telephone, for whoever asks later; written once."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="uses")
    act = models.CharField(max_length=9, choices=DeviceAct.choices)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=DeviceAct.values), name="accounts_device_act_known")
        ]
        indexes = [models.Index(fields=["device", "-id"], name="accounts_device_uses")]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.act}"


class Passkey(models.Model):
    """
    A key on a device of a person, which opens the account without a code; we hold its public half alone.

    Passkeys come beside the code, never before it: who loses the device comes in by the telephone.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public = models.BinaryField()
    # How often it has signed; devices that keep no count say 0
    counter = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        indexes = [models.Index(fields=["user", "-id"], name="accounts_passkey_of")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
