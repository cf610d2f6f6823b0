"""The people of the demonstration who can sign in; one password for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Permission

PASSWORD = "demo-demo-1"  # noqa: S105  (printed at every start of the demonstration; prod has no demo)


@dataclass(frozen=True, slots=True)
class Login:
    """Someone a visitor may be: what they do, where they start, and how they sign in."""

    email: str
    name: str
    does: str
    page: str
    permissions: tuple[Permission, ...] = ()
    is_superuser: bool = False


CUSTOMER = Login("client@demo.ma", "Amina Cliente", "buys", "/fr/")
MEMBER = Login("cooperative@demo.ma", "Khadija Présidente", "presides over a cooperative", "/fr/portal/")
TREASURER = Login("tresoriere@demo.ma", "Rachida Trésorière", "keeps its money", "/fr/portal/")
HUB_WORKER = Login("plateforme@demo.ma", "Youssef Plateforme", "packs at the hub", "/fr/hub/")
DRIVER = Login("livreur@demo.ma", "Omar Livreur", "drives the hub's van", "/fr/driver/")
CASHIER = Login("caisse@demo.ma", "Naima Caissière", "counts the carriers' cash", "/fr/cash/")
PREPARER = Login(
    "comptable@demo.ma",
    "Hassan Comptable",
    "prepares settlements, reads the bank statement",
    "/fr/operator/",
    (Permission.PREPARE_SETTLEMENTS, Permission.MANAGE_CASH, Permission.MANAGE_ORDERS),
)
APPROVER = Login(
    "directrice@demo.ma",
    "Zineb Directrice",
    "approves settlements as the second person",
    "/fr/operator/",
    (
        Permission.APPROVE_SETTLEMENTS,
        Permission.MANAGE_ORDERS,
        Permission.MANAGE_PRODUCTS,
        Permission.VERIFY_COOPERATIVES,
        Permission.MANAGE_SETTINGS,
        Permission.MANAGE_SHIPPING,
        Permission.MANAGE_DISCOUNTS,
        Permission.MANAGE_GIFT_CARD,
    ),
)
AUDITOR = Login(
    "auditrice@demo.ma",
    "Salma Auditrice",
    "reads all books of any date, and changes nothing",
    "/fr/audit/",
    (Permission.AUDIT_BOOKS,),
)
ADMIN = Login("admin@demo.ma", "Administration", "may do everything", "/admin/", is_superuser=True)
LOGINS = (CUSTOMER, MEMBER, TREASURER, HUB_WORKER, DRIVER, CASHIER, PREPARER, APPROVER, AUDITOR, ADMIN)


def people_make(logins: Sequence[Login], *, now: datetime) -> dict[str, User]:
    """Create who can sign in, by e-mail."""
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        User(
            email=login.email,
            full_name=login.name,
            password=password,
            is_staff=bool(login.permissions) or login.is_superuser,
            is_superuser=login.is_superuser,
            staff_permissions=[permission.value for permission in login.permissions],
            email_verified_at=now,
        )
        for login in logins
    )
    return {
        user.email or "": user for user in User.objects.filter(email__in=[login.email for login in logins])
    }


def roles_give(people: dict[str, User], *, cooperatives: list[Organisation], hub: Organisation) -> None:
    """Seat the people where they work; the president and the treasurer serve the first two cooperatives."""
    since = date(2024, 1, 1)
    seats = [
        (hub, people[HUB_WORKER.email], Role.HUB),
        (hub, people[CASHIER.email], Role.CASHIER),
        *((row, people[MEMBER.email], Role.PRESIDENT) for row in cooperatives[:2]),
        *((row, people[MEMBER.email], Role.SALES) for row in cooperatives[:2]),
        *((row, people[TREASURER.email], Role.TREASURER) for row in cooperatives[:2]),
    ]
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=user, role=role, since_date=since)
        for organisation, user, role in seats
    )
