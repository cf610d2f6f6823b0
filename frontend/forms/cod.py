"""What an operator says of a rule about paying at the door."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.buying import places_grouped
from frontend.forms.fields import DayField, MoneyField
from marketplace.kernel.geography import regions
from orders.cod_rules import CashRule
from orders.cod_states import Confirmation, RuleKind, Standing
from orders.services.cod_rule_write import RuleContent

# Newer than any rule that is kept
CANDIDATE = 2**62
_LANGUAGES = ("ar", "fr")


class CodRuleForm(forms.Form):
    """One rule; which fields count depends on what it decides."""

    kind = forms.ChoiceField(label=gettext_lazy("What it decides"), choices=RuleKind.choices)
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    standing = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Standing.choices)
    at_least = forms.IntegerField(
        label=gettext_lazy("From how many such orders on"), min_value=1, max_value=100, initial=1
    )
    above = MoneyField(label=gettext_lazy("For orders above (dirhams)"), required=False)
    amount = MoneyField(label=gettext_lazy("Cap or fee (dirhams)"), required=False)
    rate = forms.DecimalField(
        label=gettext_lazy("Deposit (% of the sum)"),
        min_value=0,
        max_value=90,
        decimal_places=2,
        required=False,
    )
    kept_rate = forms.DecimalField(
        label=gettext_lazy("Kept if the parcel is refused (% of the deposit)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
    )
    confirmation = forms.ChoiceField(
        label=gettext_lazy("Confirmation"), choices=[("", "–"), *Confirmation.choices], required=False
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hours to pay the deposit or to confirm"), min_value=1, max_value=336, initial=48
    )
    attempts = forms.IntegerField(
        label=gettext_lazy("Calls at the most"), min_value=1, max_value=10, initial=4
    )
    because_ar = forms.CharField(
        label=gettext_lazy("Why, in Arabic"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"dir": "rtl"}),
    )
    because_fr = forms.CharField(label=gettext_lazy("Why, in French"), max_length=160, required=False)
    from_date = DayField(label=gettext_lazy("Counts from"))
    until_date = DayField(label=gettext_lazy("First day without it"), required=False)

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            whole = [(code, region.name(language)) for code, region in regions().items()]
            field.choices = [("", _("Everywhere")), (_("Regions"), whole), *places_grouped(language)]

    def content(self) -> RuleContent:
        """Return the rule (valid forms only), with what its kind does not need left out."""
        data = self.cleaned_data
        kind = RuleKind(data["kind"])
        is_deposit = kind == RuleKind.DEPOSIT
        confirms = kind == RuleKind.CONFIRMATION and data["confirmation"]
        return RuleContent(
            kind=kind,
            place=data["place"],
            standing=Standing(data["standing"]),
            at_least=data["at_least"],
            above_minor=data["above"].minor if data["above"] else 0,
            amount_minor=data["amount"].minor
            if kind in (RuleKind.CAP, RuleKind.FEE) and data["amount"] is not None
            else None,
            rate=_share(data["rate"]) if is_deposit and data["rate"] is not None else None,
            kept_rate=_share(data["kept_rate"] or Decimal(0)) if is_deposit else Decimal(0),
            confirmation=Confirmation(data["confirmation"]) if confirms else None,
            hours=data["hours"],
            attempts=data["attempts"],
            because={key: words for key in _LANGUAGES if (words := data[f"because_{key}"].strip())},
            from_date=data["from_date"],
            until_date=data["until_date"],
        )


def _share(percent: Decimal) -> Decimal:
    return percent / 100


def candidate_of(content: RuleContent) -> CashRule:
    """Return a rule that is not kept yet as the arithmetic sees it."""
    because: Mapping[str, str] = content.because
    return CashRule(
        rule_id=CANDIDATE,
        kind=content.kind,
        place=content.place,
        standing=content.standing,
        at_least=content.at_least,
        above_minor=content.above_minor,
        amount_minor=content.amount_minor or 0,
        rate=content.rate or Decimal(0),
        kept_rate=content.kept_rate,
        confirmation=content.confirmation or Confirmation.NONE,
        hours=content.hours,
        attempts=content.attempts,
        because=because,
    )
