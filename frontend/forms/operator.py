"""What staff decide about settlements, holds and orders."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField, MoneyField
from marketplace.payouts.services.result_file import MAX_BYTES
from marketplace.payouts.states import WAY_OF, FileFormat, PayoutWay


class PrepareForm(forms.Form):
    """For which date of the calendar."""

    due_date = DayField(label=_("Due date"))


class DiscardForm(forms.Form):
    """Why a draft is given up."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class ExportForm(forms.Form):
    """In which form the bank wants its file."""

    file_format = forms.ChoiceField(label=_("Form of the file"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Collection[PayoutWay], **kwargs: Any) -> None:
        """Offer the forms that carry what waits to be sent by these ways."""
        super().__init__(*args, **kwargs)
        shown = [each for each in FileFormat if WAY_OF[each] in ways]
        field = self.fields["file_format"]
        field.choices = [(each.value, each.label) for each in shown]  # type: ignore[attr-defined]
        field.initial = shown[0].value if shown else None


class MandateForm(forms.Form):
    """Who collects in cash what no account can receive."""

    officer = forms.TypedChoiceField(label=_("Who collects it"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the organisation's officers."""
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """The bank's answer."""

    file = forms.FileField(
        label=_("Answer of the bank (CSV or pain.002)"),
        help_text=_("Columns: end_to_end_id, status, date, amount, reason."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xml,text/csv,application/xml"}),
    )

    def content(self) -> bytes:
        """Read what was sent, and one byte more than may be, so that the service can refuse it."""
        file: Any = self.cleaned_data["file"]
        return bytes(file.read(MAX_BYTES + 1))


class HoldForm(forms.Form):
    """What is retained from whom, why, and until when."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    organisation = CodeField(label=_("Cooperative"), help_text=_("As it stands in the address of its page."))
    amount = MoneyField(label=_("Amount"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The cooperative reads this on its page and on its statement."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    release_date = DayField(label=_("Released at the latest on"))


class AnswerForm(forms.Form):
    """What is answered to an objection against a hold."""

    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[("granted", _("Release the amount")), ("refused", _("Keep the amount held"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("In words"),
        max_length=1000,
        help_text=_("The cooperative reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TransferForm(forms.Form):
    """What the bank statement shows of a customer's transfer."""

    received = MoneyField(label=_("Sum on the bank statement"))
    bank_reference = CodeField(label=_("Reference on the bank statement"), max_length=120)


class CancelForm(forms.Form):
    """Why an order is given up."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class NumberForm(forms.Form):
    """The number of an order."""

    number = forms.IntegerField(
        label=_("Order number"),
        min_value=1,
        max_value=2**62,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )
