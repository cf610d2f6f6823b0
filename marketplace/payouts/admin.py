"""Terms are edited here; everything that moves money is read here and done by services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.payout import Payout, PayoutFile, ResultImport
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.models.term import SettlementAlarm, SettlementTerm


class ReadOnly:
    """No row may be added, changed or deleted through the admin."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(SettlementTerm)
class SettlementTermAdmin(admin.ModelAdmin[SettlementTerm]):
    """The calendar; a change is a new row with a later date."""

    list_display = ("currency", "from_date", "days", "cut_off_hours", "minimum_minor", "payer_name")


@admin.register(SettlementRun)
class SettlementRunAdmin(ReadOnly, admin.ModelAdmin[SettlementRun]):
    """Who prepared, approved and locked what, and when."""

    list_display = ("due_date", "currency", "state", "prepared_by", "approved_by", "locked_at", "closed_at")
    list_filter = ("state", "currency")
    list_select_related = ("prepared_by", "approved_by")


@admin.register(Statement)
class StatementAdmin(ReadOnly, admin.ModelAdmin[Statement]):
    """What each organisation was told."""

    list_display = ("id", "run", "organisation", "outcome", "total_minor", "currency", "papers_at")
    list_filter = ("outcome",)
    list_select_related = ("run", "organisation")
    show_full_result_count = False


@admin.register(Payout)
class PayoutAdmin(ReadOnly, admin.ModelAdmin[Payout]):
    """What the bank was asked and what it answered."""

    list_display = ("end_to_end_id", "organisation", "amount_minor", "currency", "state", "booked_date")
    list_filter = ("state",)
    list_select_related = ("organisation",)
    search_fields = ("end_to_end_id__startswith",)
    show_full_result_count = False


@admin.register(PayoutFile)
class PayoutFileAdmin(ReadOnly, admin.ModelAdmin[PayoutFile]):
    """What was sent, by its hash; the bytes are handed out by the settlement page."""

    list_display = ("name", "format", "payout_count", "total_minor", "currency", "created_by", "created_at")
    list_select_related = ("created_by",)
    exclude = ("content",)


@admin.register(ResultImport)
class ResultImportAdmin(ReadOnly, admin.ModelAdmin[ResultImport]):
    """The answers that were read in."""

    list_display = ("name", "imported_by", "imported_at", "paid_count", "returned_count", "unchanged_count")
    list_select_related = ("imported_by",)


@admin.register(Hold)
class HoldAdmin(ReadOnly, admin.ModelAdmin[Hold]):
    """What is retained from whom, why and until when."""

    list_display = ("id", "organisation", "amount_minor", "currency", "reason", "release_date", "released_at")
    list_select_related = ("organisation",)


@admin.register(SettlementAlarm)
class SettlementAlarmAdmin(ReadOnly, admin.ModelAdmin[SettlementAlarm]):
    """Dates that passed without a settlement."""

    list_display = ("due_date", "currency", "raised_at", "resolved_at")
