"""What members of an alliance fill in: a proposal of an alliance, something to vote on, goods, a call for goods."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import MoneyField
from marketplace.cooperatives.states import AllocationPolicy, Fund, ProposalKind

# Days a vote is open for, as one taps them
VOTE_DAYS = ((3, "3"), (7, "7"), (14, "14"), (30, "30"))
_MOST_UNITS = 1_000_000


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        required=False,
    )


class RuleFields(forms.Form):
    """Whose goods are sold first, and what is kept of a sale: in hundredths, as people say it."""

    policy = forms.ChoiceField(label=_("Whose goods are sold first?"), choices=AllocationPolicy.choices)
    overhead = _percent(_("For common costs, of a hundred"))
    solidarity = _percent(_("For the solidarity fund, of a hundred"))
    quorum = forms.IntegerField(
        label=_("So many of a hundred must vote"), min_value=1, max_value=100, required=False
    )

    def rule(self, members: Sequence[int], shares: Mapping[int, int]) -> dict[str, Any]:
        """Return the rule as the services read it; whoever was given no share has one part."""
        data = self.cleaned_data
        return {
            "policy": data["policy"],
            "overhead_rate": str((data["overhead"] or Decimal(0)) / 100),
            "solidarity_rate": str((data["solidarity"] or Decimal(0)) / 100),
            "quorum_percent": data["quorum"] or 50,
            "quotas": {str(pk): shares.get(pk) or 1 for pk in members},
        }


class AllianceForm(RuleFields):
    """A name, whom to ask, and the rule to begin with."""

    name = forms.CharField(label=_("Name of the alliance"), max_length=80)
    story = forms.CharField(
        label=_("What you want to do together"), max_length=2_000, required=False, widget=forms.Textarea
    )
    invited = forms.TypedMultipleChoiceField(label=_("Whom do you ask?"), coerce=int)

    def __init__(self, *args: Any, allies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invited"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = list(allies)


class ProposalForm(RuleFields):
    """Something to vote on: what else is asked depends on its kind."""

    kind = forms.ChoiceField(label=_("What do you propose?"), choices=ProposalKind.choices)
    text = forms.CharField(label=_("In a few words"), max_length=500, required=False)
    days = forms.TypedChoiceField(label=_("Days to vote"), choices=VOTE_DAYS, coerce=int)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(
        label=_("Which cooperative?"), coerce=int, required=False, empty_value=None
    )
    fund = forms.ChoiceField(label=_("From which fund?"), choices=Fund.choices, required=False)
    amount = MoneyField(label=_("How much?"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].required = False
        field = self.fields["organisation"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = list(organisations)

    def effect(self, members: Sequence[int], shares: Mapping[int, int]) -> dict[str, Any]:
        """Return what would take effect, as the service reads it."""
        data = self.cleaned_data
        if data["kind"] == ProposalKind.RULE:
            return self.rule(members, shares)
        if data["kind"] in (ProposalKind.ADMIT, ProposalKind.EXCLUDE):
            return {"organisation_id": data["organisation"]}
        if data["kind"] == ProposalKind.SPEND:
            amount = data["amount"]
            return {
                "fund": data["fund"],
                "amount_minor": amount.minor if amount else 0,
                "organisation_id": data["organisation"],
            }
        return {}


class BringForm(forms.Form):
    """So many pieces of a grade, by a day."""

    variant = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    call = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=_MOST_UNITS)
    grade = forms.CharField(label=_("Grade"), max_length=1)
    until_date = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class CallForm(forms.Form):
    """So many pieces are needed by a day."""

    variant = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=_MOST_UNITS)
    needed_date = forms.DateField(label=_("Needed by"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("For what?"), max_length=300, required=False)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class GradesForm(forms.Form):
    """What a piece of each grade counts for when a sale is shared."""

    first = MoneyField(label=_("First grade"))
    second = MoneyField(label=_("Second grade"), required=False)
    third = MoneyField(label=_("Third grade"), required=False)

    def grades(self) -> dict[str, int]:
        """Return the price of each grade that was given one, in minor units."""
        prices = {"1": "first", "2": "second", "3": "third"}
        data = self.cleaned_data
        return {grade: data[name].minor for grade, name in prices.items() if data[name] is not None}


class PoolForm(GradesForm):
    """With which alliance a product is sold, and the grades."""

    alliance = forms.IntegerField(min_value=1, max_value=2**63 - 1)
