"""The models of the package, listed for Django."""

from marketplace.cooperatives.models.alliance import (
    AllianceInvitation,
    AllianceRule,
    AllianceStep,
    Proposal,
    Vote,
)
from marketplace.cooperatives.models.assistance import Assistance, AssistedAct
from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.joining import (
    Agreement,
    AgreementSignature,
    Invitation,
    OrganisationStep,
)
from marketplace.cooperatives.models.organisation import Alliance, Membership, Organisation

__all__ = [
    "Agreement",
    "AgreementSignature",
    "Alliance",
    "AllianceInvitation",
    "AllianceRule",
    "AllianceStep",
    "Assistance",
    "AssistedAct",
    "BankAccount",
    "Closure",
    "CommissionTerm",
    "Identifier",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationStep",
    "Proposal",
    "Vote",
]
