"""The models of the package, listed for Django."""

from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.organisation import Alliance, Membership, Organisation

__all__ = ["Alliance", "BankAccount", "CommissionTerm", "Identifier", "Membership", "Organisation"]
