"""The models of the package, listed for Django."""

from marketplace.payouts.models.debt import CarriedDebt, RecoveryTerm
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.models.member import (
    Member,
    MemberAdvance,
    MemberDelivery,
    MemberShare,
    ShareSheet,
)
from marketplace.payouts.models.payout import Payout, PayoutFile, ResultImport
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine, Unsettled
from marketplace.payouts.models.term import SettlementAlarm, SettlementTerm

__all__ = [
    "CarriedDebt",
    "Hold",
    "HoldAppeal",
    "Member",
    "MemberAdvance",
    "MemberDelivery",
    "MemberShare",
    "Payout",
    "PayoutFile",
    "RecoveryTerm",
    "ResultImport",
    "SettlementAlarm",
    "SettlementRun",
    "SettlementTerm",
    "ShareSheet",
    "Statement",
    "StatementLine",
    "Unsettled",
]
