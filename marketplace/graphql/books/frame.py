"""The frame of what is done to settlements."""

from marketplace.graphql.contract import own_error_codes
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import NotFound
from marketplace.payouts.selectors.settlements import RunCard, run_card, runs_seen

SettlementErrorCode = own_error_codes("SettlementErrorCode", "Why a settlement could not be moved on.")
SettlementError = error_type(
    "SettlementError", SettlementErrorCode, description="Why a settlement could not be moved on."
)
ERROR_FIELDS = {"run": "id"}


def settlement_key(given: str) -> int:
    """
    Return the key of the settlement that a client means.

    :raises NotFound: if it can name none
    """
    key = key_of(given, "Settlement")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="id")
    return key


def settlement_row(info: Info, key: int) -> RunCard:
    """Return a settlement as it stands after a change."""
    row = runs_seen(actor=info.context.actor).filter(pk=key).first()
    if row is None:
        raise ApiError(f"Couldn't resolve to a node: {key}")
    return run_card(row)
