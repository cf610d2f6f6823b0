"""What is typed about returns and refunds: by customers, at the hub, by the staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField, MoneyField
from marketplace.kernel.money import Money
from orders.models.order import OrderLine
from orders.models.returning import ReturnLine
from orders.refund_states import RefundCause, ReturnReason
from orders.refunding import WantedLine
from orders.selectors.returns import Returnable
from orders.services.claim_close import ENDS
from orders.services.refund_send import CHOICES
from orders.services.return_request import WantedBack
from orders.services.return_resolve import Finding

_NUMBER = {"inputmode": "numeric", "dir": "ltr"}
FOUND_CAUSES = (
    RefundCause.WITHDRAWAL,
    RefundCause.HIDDEN_DEFECT,
    RefundCause.HUB_DAMAGE,
    RefundCause.WRONG_ITEM,
    RefundCause.CARRIER_DAMAGE,
)


def _units(label: Any, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=initial,
        required=False,
        widget=forms.NumberInput(attrs=_NUMBER),
    )


class ReturnForm(forms.Form):
    """How many units of which line go back, and why."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lines: list[Returnable], **kwargs: Any) -> None:
        """Ask about each line of which something can go back."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        for each in lines:
            reasons = [
                (reason.value, reason.label)
                for reason in ReturnReason
                if each.is_open or reason != ReturnReason.CHANGED_MIND
            ]
            self.fields[f"units-{each.line.pk}"] = _units(_("How many"), each.units, 0)
            self.fields[f"reason-{each.line.pk}"] = forms.ChoiceField(label=_("Why"), choices=reasons)

    def asked(self) -> list[tuple[Returnable, forms.BoundField, forms.BoundField]]:
        """Return each line with its two fields."""
        return [(each, self[f"units-{each.line.pk}"], self[f"reason-{each.line.pk}"]) for each in self.lines]

    def wanted(self) -> list[WantedBack]:
        """Return what is to go back."""
        data = self.cleaned_data
        return [
            WantedBack(each.line.pk, units, ReturnReason(data[f"reason-{each.line.pk}"]))
            for each in self.lines
            if (units := data.get(f"units-{each.line.pk}") or 0)
        ]


class MediumForm(forms.Form):
    """How a customer wishes to be paid back."""

    medium = forms.ChoiceField(
        label=_("How would you like to be paid back?"),
        choices=[(medium.value, medium.label) for medium in CHOICES],
        widget=forms.RadioSelect,
        help_text=_("A store credit is there at once: a code, and you pay with it here whenever you like."),
    )
    holder = forms.CharField(label=_("Account holder"), max_length=70, required=False)
    rib = CodeField(
        label=_("RIB"), required=False, max_length=40, help_text=_("24 digits; only for a bank transfer.")
    )


class FindingForm(forms.Form):
    """What was found in a parcel that came back."""

    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, lines: list[ReturnLine], **kwargs: Any) -> None:
        """Ask about each line: shelf, destroyed, cause."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            key = line.order_line_id
            self.fields[f"kept-{key}"] = _units(_("Back to the shelf"), line.quantity, line.quantity)
            self.fields[f"gone-{key}"] = _units(_("Destroyed"), line.quantity, 0)
            self.fields[f"cause-{key}"] = forms.ChoiceField(
                label=_("What is the cause?"), choices=[(cause.value, cause.label) for cause in FOUND_CAUSES]
            )

    def asked(self) -> list[tuple[ReturnLine, list[forms.BoundField]]]:
        """Return each line with its fields."""
        return [
            (line, [self[f"{name}-{line.order_line_id}"] for name in ("kept", "gone", "cause")])
            for line in self.lines
        ]

    def findings(self) -> list[Finding]:
        """Return what was found."""
        data = self.cleaned_data
        return [
            Finding(
                line_id=line.order_line_id,
                restocked=data[f"kept-{line.order_line_id}"] or 0,
                destroyed=data[f"gone-{line.order_line_id}"] or 0,
                cause=RefundCause(data[f"cause-{line.order_line_id}"]),
            )
            for line in self.lines
        ]


class RefundForm(forms.Form):
    """What the staff gives back: units of lines, or a sum, for a cause."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    cause = forms.ChoiceField(label=_("Cause"), choices=RefundCause.choices)
    amount = MoneyField(
        label=_("Or a sum, without units"), required=False, help_text=_("A reduction, shared over the lines.")
    )
    delivery = forms.ChoiceField(
        label=_("Delivery"),
        required=False,
        choices=[
            ("", _("With the last unit of a cooperative")),
            ("yes", _("Give it back")),
            ("no", _("Keep it")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The customer and the cooperative read this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        """Ask how many units of each line."""
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.refunded_minor < line.total_minor]
        for line in self.lines:
            left = line.quantity - line.refunded_quantity
            self.fields[f"units-{line.pk}"] = _units(_("Units"), left, 0)

    def asked(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Return each line with its field."""
        return [(line, self[f"units-{line.pk}"]) for line in self.lines]

    def wanted(self) -> list[WantedLine]:
        """Return the lines that are to be refunded."""
        data = self.cleaned_data
        return [
            WantedLine(line.pk, units) for line in self.lines if (units := data.get(f"units-{line.pk}") or 0)
        ]

    def sum(self) -> Money | None:
        """Return the sum, where one was typed."""
        amount: Money | None = self.cleaned_data["amount"]
        return amount

    def with_delivery(self) -> bool | None:
        """Return whether delivery goes back; None: by the rule."""
        return {"yes": True, "no": False}.get(self.cleaned_data["delivery"])


class PaidForm(forms.Form):
    """By which reference a refund was paid."""

    payment_reference = CodeField(label=_("Reference of the payment"), max_length=120)


class VoucherForm(forms.Form):
    """The code of a cash agency."""

    code = CodeField(label=_("Code of the agency"), max_length=40)
    expires_on = DayField(label=_("Valid until"))


class WhyForm(forms.Form):
    """Why something did not happen."""

    why = forms.CharField(label=_("Why"), max_length=300)


class ClaimForm(forms.Form):
    """How a claim ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(state.value, state.label) for state in ENDS],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class EvidenceForm(forms.Form):
    """The answer to a dispute, in the fields that the bank knows; prefilled from what we know."""

    customer_name = forms.CharField(label=_("Customer"), max_length=200, required=False)
    customer_email_address = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    shipping_address = forms.CharField(label=_("Delivery address"), max_length=500, required=False)
    shipping_carrier = forms.CharField(label=_("Carrier"), max_length=100, required=False)
    shipping_tracking_number = CodeField(label=_("Tracking number"), required=False)
    shipping_date = forms.CharField(label=_("Sent on"), max_length=20, required=False)
    product_description = forms.CharField(
        label=_("Goods"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )
    uncategorized_text = forms.CharField(
        label=_("The whole story"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr"}),
    )


class DisputeCauseForm(forms.Form):
    """Who answers for a lost dispute."""

    cause = forms.ChoiceField(label=_("If it is lost"), choices=RefundCause.choices)
