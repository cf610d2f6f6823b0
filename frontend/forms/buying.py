"""What a customer fills in between the product and the order."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.phones import format_phone, parse_phone, parse_postcode
from marketplace.kernel.search_text import without_controls
from orders.address import LIMITS, DeliveryAddress, address_read
from orders.models.checkout import MAX_QUANTITY
from orders.states import PaymentMethod
from orders.ways import is_offered

FIELDS = ("recipient", "phone", "street", "quarter", "landmark", "city", "province", "postcode")


class QuantityField(forms.IntegerField):
    """How many; what is no whole number from 1 to the most is refused in words that say what to do."""

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        super().__init__(min_value=least, max_value=MAX_QUANTITY, **options)

    def clean(self, value: Any) -> Any:
        """Read the number."""
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(
                _("Please choose a quantity from 1 to %(most)d.") % {"most": MAX_QUANTITY}, code="INVALID"
            ) from error


class AddForm(forms.Form):
    """A variant and how many of it."""

    variant = forms.TypedChoiceField(label=gettext_lazy("Size"), coerce=int)
    quantity = QuantityField(label=gettext_lazy("Quantity"), initial=1)

    def __init__(self, data: Mapping[str, Any] | None, *, variants: Sequence[int]) -> None:
        super().__init__(data)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(variant, variant) for variant in variants]
            field.error_messages["invalid_choice"] = _("Please choose a size that is on sale.")
            field.error_messages["required"] = _("Please choose a size that is on sale.")


class LineForm(forms.Form):
    """A new quantity of a line: typed, or one more or less than shown; zero takes it out."""

    variant = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(min_value=0, max_value=MAX_QUANTITY, required=False)
    change = forms.TypedChoiceField(
        choices=[("-1", "-1"), ("1", "1")], coerce=int, required=False, empty_value=None
    )
    remove = forms.CharField(required=False)

    def wanted(self) -> int:
        """Return the quantity asked for (valid forms only); one less than one is still one: removing is a button."""
        data = self.cleaned_data
        if data["remove"]:
            return 0
        quantity = data["quantity"] if data["quantity"] is not None else 1
        return max(quantity + data["change"], 1) if data["change"] else int(quantity)


def places_grouped(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group the provinces by region, each list in the alphabet's order."""
    grouped: dict[str, list[tuple[str, str]]] = {code: [] for code in regions()}
    for code, place in provinces().items():
        grouped[place.region].append((code, place.name(language)))
    return [
        (regions()[region].name(language), sorted(inside, key=lambda pair: pair[1]))
        for region, inside in grouped.items()
    ]


class AddressForm(forms.Form):
    """Who receives the parcel and where; the phone and the landmark matter more than the postcode."""

    recipient = forms.CharField(label=gettext_lazy("First and last name"), max_length=LIMITS["recipient"])
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=30,
        help_text=gettext_lazy("The carrier calls this number before the delivery."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("To receive the link of your order in writing."),
    )
    province = forms.ChoiceField(label=gettext_lazy("Province or prefecture"))
    city = forms.CharField(label=gettext_lazy("City or commune"), max_length=LIMITS["city"])
    quarter = forms.CharField(
        label=gettext_lazy("Quarter or douar"), max_length=LIMITS["quarter"], required=False
    )
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=LIMITS["street"])
    landmark = forms.CharField(
        label=gettext_lazy("Landmark"),
        max_length=LIMITS["landmark"],
        required=False,
        help_text=gettext_lazy("What the carrier sees nearby: a mosque, a pharmacy, a school…"),
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=10, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note for the delivery"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose…")), *places_grouped(language)]
        self.fields["postcode"].widget.attrs["maxlength"] = 10

    def clean_phone(self) -> str:
        """Read the number as people write it."""
        return _told(parse_phone, self.cleaned_data["phone"])

    def clean_postcode(self) -> str:
        """Read five digits, or nothing."""
        return _told(parse_postcode, self.cleaned_data["postcode"])

    def clean_note(self) -> str:
        """Drop the characters that make a label lie."""
        return without_controls(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        """Read the whole as the order will, once each part is there."""
        data = super().clean() or {}
        if not self.errors:
            try:
                data["address"] = address_read({name: data.get(name, "") for name in FIELDS})
            except InvalidInput as error:
                self.add_error(error.field if error.field in self.fields else None, error.message)
        return data

    def address(self) -> DeliveryAddress:
        """Return the address (valid forms only)."""
        found: DeliveryAddress = self.cleaned_data["address"]
        return found


def _told(read: Any, text: str) -> str:
    try:
        return str(read(text))
    except InvalidInput as error:
        raise ValidationError(error.message, code=error.code) from error


def address_initial(address: Mapping[str, str], *, email: str, note: str) -> dict[str, str]:
    """Return what a basket already knows, in the form in which people write it."""
    known = dict(address)
    if known.get("phone"):
        known["phone"] = format_phone(known["phone"])
    return {**known, "email": email, "note": note}


class PlaceForm(forms.Form):
    """The last button: which basket, how it is paid, and the sum that was shown beside that way."""

    checkout = forms.UUIDField(widget=forms.HiddenInput)
    payment_method = forms.ChoiceField(
        label=gettext_lazy("Payment"),
        # Nobody tests anything on our own pages.
        choices=lambda: [
            choice
            for choice in PaymentMethod.choices
            if choice[0] != PaymentMethod.TEST and is_offered(choice[0])
        ],
        error_messages={
            "required": gettext_lazy("Please choose a way to pay."),
            "invalid_choice": gettext_lazy("Please choose a way to pay."),
        },
    )
    # The total without, and the fee of paying at the door, in minor units, as the page showed them
    seen_total = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)
    seen_fee = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    # From which day on the goods are ready, as the page said
    seen_ready = forms.DateField(widget=forms.HiddenInput, required=False, input_formats=["%Y-%m-%d"])

    def expected_minor(self) -> int:
        """Return the sum that the customer agreed to (valid forms only), in minor units."""
        data = self.cleaned_data
        fee = data["seen_fee"] if data["payment_method"] == PaymentMethod.CASH else 0
        return int(data["seen_total"] + fee)

    def checkout_id(self) -> uuid.UUID | None:
        """Return which basket the page was about, even if something else in the form is wrong."""
        found = getattr(self, "cleaned_data", {}).get("checkout")
        return found if isinstance(found, uuid.UUID) else None
