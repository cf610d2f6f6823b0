"""What people fill in while their organisation joins: its application, profile, papers, people and signature."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.forms.buying import places_grouped
from frontend.forms.fields import CodeField, DayField
from marketplace.cooperatives.states import (
    LENT_ROLES,
    Consent,
    IdentifierKind,
    OrganisationKind,
    Role,
    Sector,
    VerificationState,
)
from marketplace.kernel.raster import MOST_BYTES

# Roles that a cooperative gives; the hub's and the desk's are given by the staff.
OWN_ROLES = (Role.PRESIDENT, Role.TREASURER, Role.SALES, Role.PRODUCTION)
_LINES = {"rows": 5}
_DIALLED = {"inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}


def province_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Nothing chosen, then every province under its region, in the language of the page."""
    return [("", ""), *places_grouped(get_language() or "fr")]


class ApplicationForm(forms.Form):
    """Who wants to sell: enough to begin a file."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=120, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})
    )
    kind = forms.ChoiceField(label=_("Legal form"), choices=OrganisationKind.choices)
    sector = forms.ChoiceField(label=_("What you mainly make"), choices=Sector.choices)
    province = forms.ChoiceField(label=_("Province"), choices=province_choices)

    def names(self) -> dict[str, str]:
        """The name by language."""
        return {"fr": self.cleaned_data["name_fr"], "ar": self.cleaned_data["name_ar"]}

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {"names": self.names(), **{key: data[key] for key in ("kind", "sector", "province")}}


class StaffApplicationForm(ApplicationForm):
    """The same, opened by the staff for a cooperative whose president is invited on the phone."""

    phone = forms.CharField(
        label=_("Phone of the president"),
        max_length=20,
        widget=forms.TextInput(attrs=_DIALLED),
    )


class ProfileForm(forms.Form):
    """What everybody reads about the organisation."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=120, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"})
    )
    story_fr = forms.CharField(
        label=_("Your story in French"), max_length=5000, required=False, widget=forms.Textarea(attrs=_LINES)
    )
    story_ar = forms.CharField(
        label=_("Your story in Arabic"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={**_LINES, "dir": "rtl", "lang": "ar"}),
    )
    commune = forms.CharField(label=_("Commune"), max_length=100, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=_DIALLED),
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    founded_date = DayField(label=_("Founded on"), required=False)
    member_count = forms.IntegerField(label=_("Members"), min_value=0)
    women_count = forms.IntegerField(label=_("Women among them"), min_value=0)


class PaperForm(forms.Form):
    """A number or a paper, with who gave it, until when, and its picture."""

    kind = forms.ChoiceField(label=_("Paper"), choices=IdentifierKind.choices)
    value = CodeField(label=_("Number, or the date of the paper"), max_length=60)
    issuer = forms.CharField(
        label=_("Given by"),
        max_length=120,
        required=False,
        help_text=_("The court of the register, the office."),
    )
    issued_date = DayField(label=_("Given on"), required=False)
    expires_date = DayField(label=_("Ends on"), required=False)
    scan = forms.FileField(
        label=_("Picture or PDF"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def values(self) -> dict[str, Any]:
        """What the service takes; of a file one byte more than may be, so that the service can refuse it."""
        file: Any = self.cleaned_data["scan"]
        return {**self.cleaned_data, "scan": file.read(MOST_BYTES + 1) if file else None}


class InvitationForm(forms.Form):
    """Whom to ask, and for which work."""

    phone = forms.CharField(label=_("Phone"), max_length=20, widget=forms.TextInput(attrs=_DIALLED))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in OWN_ROLES], widget=forms.RadioSelect
    )


class AssistanceForm(forms.Form):
    """Who may act for the organisation, in what, how that was said, and until when."""

    phone = forms.CharField(
        label=_("Phone of whoever helps you"), max_length=20, widget=forms.TextInput(attrs=_DIALLED)
    )
    roles = forms.MultipleChoiceField(
        label=_("May help with"),
        choices=[(role.value, role.label) for role in LENT_ROLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose what the person may do.")},
    )
    consent = forms.ChoiceField(label=_("How you agreed"), choices=Consent.choices)
    ends_date = DayField(label=_("Until"))


class HelpingForm(forms.Form):
    """For whom a facilitator acts now, and why."""

    assistance = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why do you act today?"), max_length=200)


class SignatureForm(forms.Form):
    """The name under the agreement, and which text was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    signed_name = forms.CharField(label=_("Your name, as a signature"), max_length=150)
    agrees = forms.BooleanField(label=_("I have read the agreement and sign it for the organisation"))


class ReviewForm(forms.Form):
    """What the staff decides about one paper."""

    is_accepted = forms.ChoiceField(choices=[("yes", _("Accept")), ("no", _("Refuse"))])
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class MoveForm(forms.Form):
    """The next step of an organisation, and why."""

    after = forms.ChoiceField(choices=VerificationState.choices)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
