"""How far a checkout is paid: by what payment apps report, or by what the customer agreed to."""

from collections.abc import Sequence

from marketplace.accounts.models import User as UserModel
from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers
from marketplace.graphql.orders.pages import open_checkouts
from marketplace.graphql.orders.transactions import TransactionRow, agreed_transaction, app_transactions
from marketplace.kernel.money import Money as Amount
from orders.selectors.checkouts import open_checkouts_by_id


class CheckoutPaying:
    """How the fields of Checkout that speak of money are answered."""

    @staticmethod
    @batched
    def resolve_transactions(parents: Sequence[CheckoutRow], info: Info) -> list[list[TransactionRow]]:
        """Return what payment apps do, or what was agreed to."""
        agreed = [agreed_transaction(row.checkout) for row in parents]
        return [
            apps or ([own] if own is not None else [])
            for apps, own in zip(_by_apps(parents, info), agreed, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_charge_status(parents: Sequence[CheckoutRow], info: Info) -> list[str]:
        """Return how much payment apps have taken; our own ways take nothing before the order is placed."""
        taken = [sum(each.charged_minor for each in rows) for rows in _by_apps(parents, info)]
        return [_status(minor, row, above="OVERCHARGED") for minor, row in zip(taken, parents, strict=True)]

    @staticmethod
    @batched
    def resolve_authorize_status(parents: Sequence[CheckoutRow], info: Info) -> list[str]:
        """Return how much is promised or taken."""
        found = zip(_promised(parents, info), parents, strict=True)
        return [
            _status(minor, row, above="FULL") if minor else str(row.authorize_status) for minor, row in found
        ]

    @staticmethod
    @batched
    def resolve_total_balance(parents: Sequence[CheckoutRow], info: Info) -> list[Amount]:
        """Return what is promised or taken less what it costs."""
        return [
            (Amount(minor, row.basket.currency) if minor else row.agreed) - row.basket.due
            for minor, row in zip(_promised(parents, info), parents, strict=True)
        ]


def _by_apps(parents: Sequence[CheckoutRow], info: Info) -> list[list[TransactionRow]]:
    return [rows or [] for rows in info.context.load(app_transactions, [row.id for row in parents])]


def _promised(parents: Sequence[CheckoutRow], info: Info) -> list[int]:
    return [
        sum(each.charged_minor + each.authorized_minor for each in rows) for rows in _by_apps(parents, info)
    ]


def _status(minor: int, row: CheckoutRow, *, above: str) -> str:
    if minor <= 0:
        return "NONE"
    total = row.basket.due.minor
    if minor < total:
        return "PARTIAL"
    return "FULL" if minor == total else above


@answers("TransactionItem.checkout")
def checkouts_of(parents: Sequence[TransactionRow], info: Info) -> list[CheckoutRow | None]:
    """Return the open checkouts of transactions."""
    found = info.context.load(open_checkouts_by_id, [each.checkout_id for each in parents])
    return [CheckoutRow(row, info.context.now) if row is not None else None for row in found]


@answers("User.checkout")
def last_checkouts(parents: Sequence[UserModel], info: Info) -> list[CheckoutRow | None]:
    """Return the open checkout of each person that was changed last."""
    keys = info.context.load(open_checkouts, [each.pk for each in parents])
    rows = info.context.load(open_checkouts_by_id, [each[0][0] if each else None for each in keys])
    return [CheckoutRow(row, info.context.now) if row is not None else None for row in rows]
