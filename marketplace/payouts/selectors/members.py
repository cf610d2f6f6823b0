"""Members' accounts of one cooperative, for its own officers alone: neither staff nor other roles read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import BASE_CURRENCY, Money, total_of
from marketplace.kernel.policy import require
from marketplace.payouts.models.member import Member, MemberShare, ShareSheet
from marketplace.payouts.policies import may_keep_members

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member with what she has delivered and was advanced since the last sheet."""

    member_id: int
    number: str
    name: str
    weight_g: int
    advances: Money


@dataclass(frozen=True, slots=True)
class SheetCard:
    """One sheet in a list."""

    sheet_id: int
    from_date: date
    to_date: date
    received: Money
    kept: Money

    @property
    def shared(self) -> Money:
        """What was shared among the members."""
        return self.received - self.kept


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One member's line of a sheet."""

    number: str
    name: str
    weight_g: int
    share: Money
    advances: Money
    carried: Money
    due: Money

    @property
    def paid(self) -> Money:
        """What is paid to her now."""
        return max(self.due, Money.zero(self.due.currency))


@dataclass(frozen=True, slots=True)
class MemberBook:
    """All members of a cooperative and its sheets, the newest first."""

    members: tuple[MemberRow, ...]
    sheets: tuple[SheetCard, ...]


def _demand(actor: Actor, organisation_id: int) -> None:
    require(
        may_keep_members(actor, organisation_id),
        _("Only the president and the treasurer of a cooperative keep its members' accounts."),
    )


def member_book(*, actor: Actor, organisation_id: int) -> MemberBook:
    """
    Return the members with what is open, and the sheets; three queries.

    :raises NotAllowed: if the actor is not an officer of this very cooperative
    """
    _demand(actor, organisation_id)
    members = Member.objects.filter(organisation_id=organisation_id).annotate(
        open_weight=Sum("deliveries__weight_g", filter=Q(deliveries__sheet=None)),
    )
    advances = dict(
        Member.objects.filter(organisation_id=organisation_id, advances__sheet=None)
        .values_list("pk")
        .annotate(total=Sum("advances__amount_minor"))
    )
    sheets = ShareSheet.objects.filter(organisation_id=organisation_id).order_by("-to_date")
    return MemberBook(
        members=tuple(
            MemberRow(
                row.pk,
                row.number,
                row.name,
                row.open_weight or 0,
                Money(advances.get(row.pk) or 0, BASE_CURRENCY),
            )
            for row in members.order_by("number")[:MOST_SHOWN]
        ),
        sheets=tuple(_card(row) for row in sheets[:24]),
    )


def _card(row: ShareSheet) -> SheetCard:
    return SheetCard(row.pk, row.from_date, row.to_date, row.received, row.kept)


def share_sheet(
    *, actor: Actor, organisation_id: int, sheet_id: int
) -> tuple[SheetCard, tuple[ShareRow, ...], Money]:
    """
    Return a sheet with its lines and the sum of what is paid; two queries.

    :raises NotAllowed: if the actor is not an officer of this very cooperative
    :raises NotFound: if it has no such sheet
    """
    _demand(actor, organisation_id)
    sheet = ShareSheet.objects.filter(organisation_id=organisation_id, pk=sheet_id).first()
    if sheet is None:
        raise NotFound(_("There is no such sheet."), field="sheet")
    lines = MemberShare.objects.filter(sheet=sheet).select_related("member").order_by("member__number")
    rows = tuple(
        ShareRow(
            row.member.number, row.member.name, row.weight_g, row.share, row.advances, row.carried, row.due
        )
        for row in lines
    )
    return _card(sheet), rows, total_of([row.paid for row in rows], sheet.currency)
