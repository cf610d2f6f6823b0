"""The bank's statement, and what staff say of what does not agree."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.gateways.agency_file import MAX_BYTES
from orders.services.bank_entry_settle import EntryKind
from orders.states import StatementForm


class BankStatementForm(forms.Form):
    """A statement as the bank gives it."""

    file = forms.FileField(
        label=_("Bank statement"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.csv,text/csv,application/xml"}),
    )
    form = forms.ChoiceField(
        label=_("Form of the file"),
        choices=StatementForm.choices,
        initial=StatementForm.CAMT053.value,
        widget=forms.RadioSelect,
    )


class AgencyForm(forms.Form):
    """What a cash agency took."""

    file = forms.FileField(
        label=_("File of the cash agency (CSV)"),
        help_text=_("Columns: receipt, code, amount, date."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def content(self) -> bytes:
        """Read what was sent, and one byte more than may be, so that the service can refuse it."""
        file: Any = self.cleaned_data["file"]
        return bytes(file.read(MAX_BYTES + 1))


class AssignForm(forms.Form):
    """Who answers for a break from now on."""

    owner = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int, choices=[])
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[int, str]], **options: Any) -> None:
        """Offer the staff in charge of cash."""
        super().__init__(*args, **options)
        field = self.fields["owner"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = list(owners)


class ResolveForm(forms.Form):
    """How a break came about."""

    resolution = forms.CharField(
        label=_("How it came about"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SettleForm(ResolveForm):
    """What a movement on the bank's statement was for."""

    kind = forms.ChoiceField(
        label=_("The movement was"),
        choices=[
            (EntryKind.ORDER.value, _("the payment of an order")),
            (EntryKind.PAIR.value, _("the contrary of another open movement")),
            (EntryKind.CARD.value, _("a payout of the card processor")),
            (EntryKind.AGENCY.value, _("what a cash agency owed us")),
            (EntryKind.HOSTED.value, _("what the acquirer of Moroccan cards owed us")),
            (EntryKind.CASE.value, _("missing cash that its holder paid in (number of the case)")),
            (EntryKind.FEE.value, _("a fee of the bank")),
            (EntryKind.INTEREST.value, _("interest of the bank")),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("Number of the order, or of the other movement"),
        required=False,
        min_value=1,
        max_value=2**62,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ("kind", "number", "resolution")
