"""Organisations and their papers, for the staff; steps with rules are taken through the services."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.admin_access import StaffAccess
from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.organisation import Alliance, Membership, Organisation
from marketplace.cooperatives.selectors import actor_of
from marketplace.cooperatives.services.bank_account_confirm import bank_account_confirm
from marketplace.cooperatives.services.identifier_review import identifier_review
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user) if isinstance(request.user, User) else Actor.anonymous()


class MembershipInline(StaffAccess, admin.TabularInline[Membership, Organisation]):
    """Who belongs to it."""

    needed = Permission.MANAGE_USERS
    model = Membership
    raw_id_fields = ("user",)
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(StaffAccess, admin.ModelAdmin[Organisation]):
    """Sellers, hubs and carriers."""

    needed = Permission.VERIFY_COOPERATIVES
    list_display = ("slug", "kind", "sector", "region", "state", "is_seller", "is_hub", "is_carrier")
    list_filter = ("state", "kind", "sector", "region")
    search_fields = ("slug", "email", "phone")
    # The state moves by actions alone, so that nobody steps over the rules.
    readonly_fields = ("state", "created_at")
    inlines = (MembershipInline,)
    show_full_result_count = False
    actions = ("take_into_review", "verify", "activate")

    @admin.action(description=_("Take into review"))
    def take_into_review(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        """Begin the review of what was handed in."""
        self._move(request, queryset, VerificationState.IN_REVIEW)

    @admin.action(description=_("Verify"))
    def verify(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        """Accept the organisation."""
        self._move(request, queryset, VerificationState.VERIFIED)

    @admin.action(description=_("Activate: may sell"))
    def activate(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        """Let the organisation sell."""
        self._move(request, queryset, VerificationState.ACTIVE)

    def _move(self, request: HttpRequest, queryset: QuerySet[Organisation], after: VerificationState) -> None:
        for organisation in queryset.order_by("pk"):
            try:
                organisation_move(
                    actor=_actor(request), organisation_id=organisation.pk, after=after, now=timezone.now()
                )
            except DomainError as error:
                self.message_user(request, f"{organisation}: {error.message}", messages.ERROR)


@admin.register(Identifier)
class IdentifierAdmin(StaffAccess, admin.ModelAdmin[Identifier]):
    """Official numbers."""

    needed = Permission.VERIFY_COOPERATIVES
    list_display = ("organisation", "kind", "value", "state", "expires_date")
    list_filter = ("state", "kind")
    list_select_related = ("organisation",)
    raw_id_fields = ("organisation", "submitted_by", "reviewed_by")
    readonly_fields = ("state", "submitted_by", "reviewed_by", "reason")
    actions = ("accept",)

    @admin.action(description=_("Accept"))
    def accept(self, request: HttpRequest, queryset: QuerySet[Identifier]) -> None:
        """Accept the chosen numbers."""
        for identifier in queryset.order_by("pk"):
            try:
                identifier_review(
                    actor=_actor(request), identifier_id=identifier.pk, is_accepted=True, now=timezone.now()
                )
            except DomainError as error:
                self.message_user(request, f"{identifier}: {error.message}", messages.ERROR)


@admin.register(BankAccount)
class BankAccountAdmin(StaffAccess, admin.ModelAdmin[BankAccount]):
    """Where organisations are paid."""

    needed = Permission.VERIFY_COOPERATIVES
    list_display = ("organisation", "__str__", "holder", "is_active", "usable_from", "created_at")
    list_select_related = ("organisation",)
    raw_id_fields = ("organisation",)
    readonly_fields = (
        "rib",
        "connected_id",
        "is_active",
        "submitted_by",
        "confirmed_by",
        "usable_from",
        "created_at",
    )
    actions = ("confirm",)

    @admin.action(description=_("Confirm as the second person"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[BankAccount]) -> None:
        """Confirm the chosen accounts."""
        for account in queryset.order_by("pk"):
            try:
                bank_account_confirm(actor=_actor(request), bank_account_id=account.pk, now=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{account}: {error.message}", messages.ERROR)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Accounts are submitted through the portal, never typed in here."""
        return False


@admin.register(CommissionTerm)
class CommissionTermAdmin(StaffAccess, admin.ModelAdmin[CommissionTerm]):
    """The marketplace's share."""

    needed = Permission.MANAGE_SETTINGS
    list_display = ("organisation", "rate", "hub_fee_minor", "currency", "from_date")
    list_select_related = ("organisation",)
    raw_id_fields = ("organisation",)


@admin.register(Alliance)
class AllianceAdmin(StaffAccess, admin.ModelAdmin[Alliance]):
    """Sellers under one brand."""

    needed = Permission.VERIFY_COOPERATIVES
    list_display = ("slug", "region", "since_date")
    filter_horizontal = ("members",)
