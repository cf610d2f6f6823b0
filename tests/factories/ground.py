"""The smallest valid people, organisations and channels; states as traits (`active=True`)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory, Password
from factory.helpers import post_generation

from marketplace.accounts.models import Address, User
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.organisation import Alliance, Membership, Organisation
from marketplace.cooperatives.states import (
    AllianceState,
    DocumentState,
    IdentifierKind,
    OrganisationKind,
    Role,
    Sector,
    VerificationState,
)
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.geography import region_of

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    """A person who can be reached by phone and e-mail; password "secret-demo-1"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    phone = Sequence(lambda n: f"+2126{n:08d}")
    email = Sequence(lambda n: f"person{n}@example.com")
    full_name = Sequence(lambda n: f"Person {n}")
    password = Password("secret-demo-1")
    language = "fr"


class AddressFactory(DjangoModelFactory[Address]):
    """A Moroccan address with a landmark."""

    class Meta:
        model = Address

    user = SubFactory(UserFactory)
    recipient = "Person Example"
    phone = "+212600000001"
    street = "12, rue des Oliviers"
    quarter = "Gueliz"
    landmark = "près de la pharmacie"
    city = "Marrakech"
    province = "MA-MAR"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """
    An invited cooperative that sells.

    Traits: active, hub, carrier. An active one holds an accepted ONSSA authorisation unless `authorised=False`.
    """

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    class Params:
        active = Trait(state=VerificationState.ACTIVE)
        hub = Trait(is_hub=True, is_seller=False, kind=OrganisationKind.GIE, state=VerificationState.ACTIVE)
        carrier = Trait(
            is_carrier=True, is_seller=False, kind=OrganisationKind.COMPANY, state=VerificationState.ACTIVE
        )

    kind = OrganisationKind.COOPERATIVE
    slug = Sequence(lambda n: f"cooperative-{n}")
    names = Sequence(lambda n: {"fr": f"Coopérative {n}", "ar": f"تعاونية {n}"})
    sector = Sector.FOOD
    province = "MA-FIG"
    region = LazyAttribute(lambda organisation: region_of(organisation.province).code)
    member_count = 20
    women_count = 12
    created_at = NOON - timedelta(days=365)

    @post_generation
    def authorised(self: Organisation, create: bool, extracted: bool | None, **_: Any) -> None:
        """Give an active seller the authorisation without which food cannot be sold."""
        wanted = (
            extracted
            if extracted is not None
            else (self.is_seller and self.state == VerificationState.ACTIVE)
        )
        if create and wanted:
            IdentifierFactory.create(organisation=self)


class IdentifierFactory(DjangoModelFactory[Identifier]):
    """An accepted ONSSA authorisation, valid for years."""

    class Meta:
        model = Identifier

    organisation = SubFactory(OrganisationFactory)
    kind = IdentifierKind.ONSSA
    value = Sequence(lambda n: f"CAHV.18.{n % 10000}.26")
    issuer = "ONSSA"
    issued_date = date(2020, 1, 1)
    expires_date = date(2036, 1, 1)
    state = DocumentState.ACCEPTED


class MembershipFactory(DjangoModelFactory[Membership]):
    """A president."""

    class Meta:
        model = Membership

    organisation = SubFactory(OrganisationFactory)
    user = SubFactory(UserFactory)
    role = Role.PRESIDENT
    since_date = date(2024, 1, 1)


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """A confirmed, active account of a bank that does not exist (999), with a right key."""

    class Meta:
        model = BankAccount

    organisation = SubFactory(OrganisationFactory)
    rib = Sequence(lambda n: rib_of(n + 1))
    holder = "Coopérative"
    is_active = True
    usable_from = NOON - timedelta(days=300)
    created_at = NOON - timedelta(days=303)


class CommissionTermFactory(DjangoModelFactory[CommissionTerm]):
    """Ten per cent for everybody, five dirhams for the hub."""

    class Meta:
        model = CommissionTerm

    organisation: Any = None
    rate = Decimal("0.1000")
    hub_fee_minor = 500
    from_date = date(2024, 1, 1)


class AllianceFactory(DjangoModelFactory[Alliance]):
    """An alliance at work, without members yet."""

    class Meta:
        model = Alliance

    slug = Sequence(lambda n: f"alliance-{n}")
    names = Sequence(lambda n: {"fr": f"Alliance {n}"})
    province = "MA-FIG"
    region = "MA-02"
    since_date = date(2024, 1, 1)
    state = AllianceState.ACTIVE


class ChannelFactory(DjangoModelFactory[Channel]):
    """The Moroccan market in dirhams; the same row when called again."""

    class Meta:
        model = Channel
        django_get_or_create = ("slug",)

    slug = "default-channel"
    name = "Maroc"
    currency = "MAD"
    is_default = LazyAttribute(lambda channel: channel.slug == "default-channel")


def rib_of(number: int) -> str:
    """Return a RIB of the non-existing bank 999 with its right key (97 minus the rest, see ISO 7064)."""
    body = f"999780{number:016d}"
    return f"{body}{97 - int(body) * 100 % 97:02d}"


def member_actor(organisation: Organisation, *roles: str) -> Actor:
    """Create a person with these roles (default: president) in an organisation and return them as an actor."""
    held = roles or (Role.PRESIDENT.value,)
    user = UserFactory.create()
    for role in held:
        MembershipFactory.create(organisation=organisation, user=user, role=role)
    return Actor(user_id=user.pk, roles={organisation.pk: frozenset(held)})


def staff_actor(*permissions: Permission) -> Actor:
    """Create a member of staff with these permissions and return them as an actor."""
    user = UserFactory.create(is_staff=True, staff_permissions=list(permissions))
    return Actor(user_id=user.pk, permissions=frozenset(permissions))
