"""Make vouchers, change them, say where they hold, and take them away."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherListing
from marketplace.promotions.policies import may_manage_discounts
from marketplace.promotions.services.funding_set import Funding, funding_columns
from marketplace.promotions.states import ValueType, VoucherType

SCOPES = ("products", "variants", "categories", "collections", "cooperatives")
MOST_PERCENT = Decimal(100)
# What cannot be changed once a code was used, and what is said of it
_LIMITS = {
    "single_use": gettext_lazy(
        "Cannot change single use setting when any voucher code has already been used."
    ),
    "usage_limit": gettext_lazy("Cannot change usage limit when any voucher code has already been used."),
}


class Required(InvalidInput):
    """Something is missing."""

    code = "REQUIRED"


class CodeExists(DomainError):
    """A voucher has this code already, or it was given twice."""

    code = "UNIQUE"


class CodeTwice(InvalidInput):
    """A code was given twice at once."""

    code = "DUPLICATED_INPUT_ITEM"


class UsedAlready(DomainError):
    """What has been used cannot be unmade."""

    code = "VOUCHER_ALREADY_USED"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherChanges:
    """What to write of a voucher; None leaves a part as it is."""

    name: str | None = None
    names: Mapping[str, str] | None = None
    type: str | None = None
    value_type: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    # Takes the end away (an empty `ends_at` leaves it as it is)
    never_ends: bool = False
    usage_limit: int | None = None
    no_usage_limit: bool = False
    once_per_order: bool | None = None
    once_per_customer: bool | None = None
    single_use: bool | None = None
    only_for_staff: bool | None = None
    min_quantity: int | None = None
    countries: Sequence[str] | None = None
    products: Sequence[int] | None = None
    variants: Sequence[int] | None = None
    categories: Sequence[int] | None = None
    collections: Sequence[int] | None = None
    cooperatives: Sequence[int] | None = None
    funding: Funding | None = None

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write.

        :raises InvalidInput: naming the part that cannot be used
        """
        skipped = {"never_ends", "no_usage_limit", "funding"}
        columns = {
            each.name: list(value) if each.name in (*SCOPES, "countries") else value
            for each in fields(self)
            if each.name not in skipped and (value := getattr(self, each.name)) is not None
        }
        if self.name is not None:
            columns["name"] = clean_line(self.name, field="name", most=255, required=False)
        if self.type is not None and self.type not in VoucherType.values:
            raise InvalidInput(_("This kind of voucher is not known."), field="type")
        if self.value_type is not None and self.value_type not in ValueType.values:
            raise InvalidInput(_("This way of reckoning is not known."), field="discount_value_type")
        if self.never_ends:
            columns["ends_at"] = None
        if self.no_usage_limit:
            columns["usage_limit"] = None
        return columns


def _demand(actor: Actor) -> None:
    require(may_manage_discounts(actor), _("You may not manage vouchers."))


def voucher_locked(voucher_id: int) -> Voucher:
    """
    Return a voucher under its row lock.

    :raises NotFound: if there is none
    """
    voucher = Voucher.objects.select_for_update().filter(pk=voucher_id).first()
    if voucher is None:
        raise NotFound(_("There is no such voucher."), field="id")
    return voucher


def _demand_dates(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at < starts_at:
        raise InvalidInput(_("End date cannot be before the start date."), field="end_date")


def _codes_add(voucher: Voucher, codes: Sequence[str], now: datetime) -> None:
    cleaned = [clean_line(code, field="codes", most=255) for code in codes]
    uppers = [code.upper() for code in cleaned]
    if len(set(uppers)) < len(uppers):
        raise CodeTwice(_("Duplicated code found."), field="codes")
    taken = [code for code in cleaned if VoucherCode.objects.filter(code__iexact=code).exists()]
    if taken:
        told = CodeExists(_("A voucher has this code already."), field="codes")
        vars(told)["details"] = {"voucher_codes": taken}
        raise told
    VoucherCode.objects.bulk_create(
        VoucherCode(voucher=voucher, code=code, created_at=now) for code in cleaned
    )


@transaction.atomic
def voucher_create(*, actor: Actor, changes: VoucherChanges, codes: Sequence[str], now: datetime) -> Voucher:
    """
    Make a voucher with its codes; it holds nowhere until it is listed in a channel.

    :raises NotAllowed: if the actor may not manage vouchers
    :raises CodeExists: if a code is taken
    :raises InvalidInput: if it ends before it begins, or something of it cannot be
    """
    _demand(actor)
    columns = {"starts_at": now, **changes.columns()}
    _demand_dates(columns["starts_at"], columns.get("ends_at"))
    voucher = Voucher(created_at=now, updated_at=now, **columns)
    for name, value in funding_columns(changes.funding, actor=actor, now=now).items():
        setattr(voucher, name, value)
    voucher.save()
    _codes_add(voucher, codes or [secrets.token_hex(5).upper()], now)
    return voucher


@transaction.atomic
def voucher_update(
    *, actor: Actor, voucher_id: int, changes: VoucherChanges, add_codes: Sequence[str] = (), now: datetime
) -> Voucher:
    """
    Change a voucher and give it more codes.

    :raises NotFound: if there is no such voucher
    :raises NotAllowed: if the actor may not manage vouchers
    :raises CodeExists: if a code is taken
    :raises UsedAlready: if it was used and now each code, or each customer, shall use it once
    :raises InvalidInput: if it ends before it begins, or something of it cannot be
    """
    voucher = voucher_locked(voucher_id)
    _demand(actor)
    columns = changes.columns()
    is_used = voucher.codes.filter(used__gt=0).exists()
    changed = [name for name in _LIMITS if name in columns and columns[name] != getattr(voucher, name)]
    if is_used and changed:
        raise UsedAlready(str(_LIMITS[changed[0]]), field=changed[0])
    for name, value in columns.items():
        setattr(voucher, name, value)
    if changes.funding is not None:
        for name, value in funding_columns(changes.funding, actor=actor, now=now).items():
            setattr(voucher, name, value)
    _demand_dates(voucher.starts_at, voucher.ends_at)
    voucher.updated_at = now
    voucher.save()
    _codes_add(voucher, add_codes, now)
    return voucher


@transaction.atomic
def voucher_scope_change(
    *, actor: Actor, voucher_id: int, scopes: Mapping[str, Sequence[int]], is_added: bool, now: datetime
) -> Voucher:
    """
    Add to what a voucher is limited to, or take from it.

    :param scopes: "products", "variants", "categories", "collections", "cooperatives" -> ids
    :raises NotFound: if there is no such voucher
    :raises NotAllowed: if the actor may not manage vouchers
    """
    voucher = voucher_locked(voucher_id)
    _demand(actor)
    for name, ids in scopes.items():
        standing: list[int] = getattr(voucher, name)
        kept = [key for key in standing if is_added or key not in set(ids)]
        setattr(voucher, name, [*kept, *[key for key in ids if is_added and key not in kept]])
    voucher.updated_at = now
    voucher.save(update_fields=[*scopes, "updated_at"])
    return voucher


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChange:
    """What a voucher is worth in a channel, and the least to be spent there (None leaves it as it is)."""

    channel_id: int
    value: Decimal | None = None
    min_spent: Decimal | None = None
    no_min_spent: bool = False


@transaction.atomic
def voucher_list(
    *,
    actor: Actor,
    voucher_id: int,
    added: Sequence[ListingChange],
    removed: Sequence[int] = (),
    now: datetime,
) -> Voucher:
    """
    Say in which channels a voucher holds and what it is worth there.

    :raises NotFound: if there is no such voucher or channel
    :raises NotAllowed: if the actor may not manage vouchers
    :raises Required: if a new channel is given no value
    :raises InvalidInput: if a value is negative, finer than the currency, or above 100 per cent
    """
    voucher = voucher_locked(voucher_id)
    _demand(actor)
    channels = Channel.objects.in_bulk([each.channel_id for each in added])
    for each in added:
        if each.channel_id not in channels:
            raise NotFound(_("There is no such channel."), field="add_channels")
        _list_in(voucher, channels[each.channel_id], each)
    VoucherListing.objects.filter(voucher=voucher, channel__in=list(removed)).delete()
    voucher.updated_at = now
    voucher.save(update_fields=["updated_at"])
    return voucher


def _list_in(voucher: Voucher, channel: Channel, change: ListingChange) -> None:
    listing = VoucherListing.objects.filter(voucher=voucher, channel=channel).first()
    if listing is None:
        if change.value is None:
            raise Required(_("Value is required for voucher."), field="discount_value")
        listing = VoucherListing(voucher=voucher, channel=channel, currency=channel.currency)
    if change.value is not None:
        listing.value = value_checked(change.value, voucher.value_type, channel.currency)
    if change.min_spent is not None:
        listing.min_spent_minor = Money.from_decimal(change.min_spent, channel.currency).minor
    if change.no_min_spent:
        listing.min_spent_minor = None
    listing.save()


def value_checked(value: Decimal, value_type: str, currency: str) -> Decimal:
    """
    Pass what a reduction may be worth.

    :raises InvalidInput: if it is negative, finer than the currency, or above 100 per cent
    """
    if value < 0:
        raise InvalidInput(_("A reduction is not negative."), field="discount_value")
    if value_type == ValueType.PERCENTAGE:
        if value > MOST_PERCENT:
            raise InvalidInput(_("Invalid percentage value."), field="discount_value")
        return value
    Money.from_decimal(value, currency)
    return value


@transaction.atomic
def vouchers_delete(*, actor: Actor, voucher_ids: Sequence[int]) -> int:
    """
    Take vouchers away; those that orders have used are closed instead: their codes stop being usable.

    :raises NotFound: if one does not exist
    :raises NotAllowed: if the actor may not manage vouchers
    """
    _demand(actor)
    vouchers = list(Voucher.objects.select_for_update().filter(pk__in=voucher_ids).order_by("pk"))
    if len(vouchers) < len(set(voucher_ids)):
        raise NotFound(_("There is no such voucher."), field="id")
    for voucher in vouchers:
        try:
            with transaction.atomic():
                voucher.delete()
        except ProtectedError:
            voucher.codes.update(is_active=False)
    return len(vouchers)


@transaction.atomic
def voucher_codes_delete(*, actor: Actor, code_ids: Sequence[int]) -> int:
    """
    Take codes away; return how many.

    :raises NotAllowed: if the actor may not manage vouchers
    :raises NotFound: if one does not exist
    :raises UsedAlready: if an order has used one
    """
    _demand(actor)
    codes = VoucherCode.objects.filter(pk__in=code_ids)
    if codes.count() < len(set(code_ids)):
        raise NotFound(_("There is no such code."), field="ids")
    if codes.filter(uses__isnull=False).exists():
        raise UsedAlready(_("An order has used this code."), field="ids")
    return codes.delete()[0]
