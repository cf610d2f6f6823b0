"""What an alliance may agree on, and how votes are counted: pure, so that every face and every test can ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from marketplace.cooperatives.states import AllocationPolicy, Ballot, Fund, ProposalKind, ProposalState
from marketplace.kernel.errors import InvalidInput

# Rates are kept with four digits behind the point
_STEP = Decimal("0.0001")
MOST_SHARES = 10_000
DEFAULT_QUORUM = 50


@dataclass(frozen=True, slots=True)
class Rule:
    """How the sales of an alliance are allocated and shared, and how many must vote; rates between 0 and 1."""

    policy: AllocationPolicy = AllocationPolicy.ROTATION
    quotas: Mapping[int, int] = field(default_factory=dict)
    overhead_rate: Decimal = Decimal(0)
    solidarity_rate: Decimal = Decimal(0)
    quorum_percent: int = DEFAULT_QUORUM


@dataclass(frozen=True, slots=True)
class Count:
    """Votes counted; who left meanwhile neither votes nor is missed."""

    members: int
    yes: int
    no: int
    abstain: int
    needed: int

    @property
    def voted(self) -> int:
        """How many said something."""
        return self.yes + self.no + self.abstain

    @property
    def state(self) -> ProposalState:
        """What comes of it: enough must have voted, and more say yes than no."""
        if self.voted < self.needed:
            return ProposalState.NO_QUORUM
        return ProposalState.PASSED if self.yes > self.no else ProposalState.REJECTED

    @property
    def is_complete(self) -> bool:
        """Whether nobody is left to vote."""
        return self.voted == self.members


def counted(ballots: Mapping[int, str], *, electorate: Collection[int], quorum_percent: int) -> Count:
    """
    Count one vote per cooperative of the electorate.

    :param ballots: what each organisation said, by id; of others than the electorate nothing counts
    :param quorum_percent: so many of a hundred must have voted, rounded up, and one at the least
    """
    said = [ballots[pk] for pk in electorate if pk in ballots]
    needed = max(1, -(-len(electorate) * quorum_percent // 100))
    yes, no = said.count(Ballot.YES), said.count(Ballot.NO)
    return Count(len(electorate), yes, no, len(said) - yes - no, needed)


def rule_read(data: Mapping[str, Any], *, members: Collection[int]) -> Rule:
    """
    Read a rule as it is proposed.

    :param data: policy, overhead_rate and solidarity_rate (parts of one), quorum_percent, quotas by member
    :raises InvalidInput: naming what cannot be agreed on
    """
    policy = str(data.get("policy", ""))
    if policy not in AllocationPolicy.values:
        raise InvalidInput(_("Please choose whose goods are sold first."), field="policy")
    overhead, solidarity = (_rate(data, name) for name in ("overhead_rate", "solidarity_rate"))
    quorum = data.get("quorum_percent", DEFAULT_QUORUM)
    if not _is_whole(quorum) or not 1 <= quorum <= 100:
        raise InvalidInput(_("Between 1 and 100 of a hundred members must vote."), field="quorum_percent")
    quotas = _quotas(data.get("quotas") or {}, members) if policy == AllocationPolicy.QUOTA else {}
    return Rule(AllocationPolicy(policy), quotas, overhead, solidarity, quorum)


def _rate(data: Mapping[str, Any], name: str) -> Decimal:
    try:
        rate = Decimal(str(data.get(name, 0)))
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 <= rate <= 1 or rate != rate.quantize(_STEP):
        raise InvalidInput(_("A rate lies between 0 and 1."), field=name)
    return rate


def _quotas(given: Mapping[Any, Any], members: Collection[int]) -> dict[int, int]:
    """Every member has a part, whole and above nothing: whoever had none could never sell."""
    quotas = {int(key): value for key, value in given.items() if str(key).isascii() and str(key).isdigit()}
    usable = all(_is_whole(value) and 1 <= value <= MOST_SHARES for value in quotas.values())
    if set(quotas) != set(members) or not usable:
        raise InvalidInput(_("Give each member a share of at least 1."), field="quotas")
    return dict(sorted(quotas.items()))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def effect_read(
    kind: str, data: Mapping[str, Any], *, members: Collection[int], seller_id: int
) -> dict[str, Any]:
    """
    Read what would take effect if a proposal passed, as plain values.

    :param seller_id: the member in whose name the alliance sells, who cannot be parted from
    :raises InvalidInput: naming what cannot be proposed
    """
    if kind not in ProposalKind.values:
        raise InvalidInput(_("Please choose what to propose."), field="kind")
    if kind == ProposalKind.RULE:
        return rule_as_json(rule_read(data, members=members))
    if kind in (ProposalKind.ADMIT, ProposalKind.EXCLUDE):
        return {"organisation_id": _organisation(kind, data, members, seller_id)}
    if kind == ProposalKind.SPEND:
        return _spending(data, members)
    return {}


def _organisation(kind: str, data: Mapping[str, Any], members: Collection[int], seller_id: int) -> int:
    organisation_id = data.get("organisation_id")
    is_known = _is_whole(organisation_id)
    if kind == ProposalKind.ADMIT and (not is_known or organisation_id in members):
        raise InvalidInput(
            _("Please choose a cooperative that does not belong to it yet."), field="organisation"
        )
    if kind == ProposalKind.EXCLUDE and (organisation_id not in members or organisation_id == seller_id):
        raise InvalidInput(
            _("Please choose a member other than the one that sells for all."), field="organisation"
        )
    return int(str(organisation_id))


def _spending(data: Mapping[str, Any], members: Collection[int]) -> dict[str, Any]:
    fund, amount, receiver = (data.get(name) for name in ("fund", "amount_minor", "organisation_id"))
    if fund not in Fund.values:
        raise InvalidInput(_("Please choose a fund."), field="fund")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise InvalidInput(_("An amount is above nothing."), field="amount")
    if receiver not in members:
        raise InvalidInput(_("A fund is paid out to a member, who pays the bill."), field="organisation")
    return {"fund": str(fund), "amount_minor": amount, "organisation_id": receiver}


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, as proposals and rows keep it."""
    return {
        "policy": str(rule.policy),
        "quotas": {str(key): value for key, value in rule.quotas.items()},
        "overhead_rate": str(rule.overhead_rate),
        "solidarity_rate": str(rule.solidarity_rate),
        "quorum_percent": rule.quorum_percent,
    }
