"""The forms of the door: allauth's, with our words and our reading of phone numbers."""

from typing import Any

from allauth.account.fields import PhoneField as AllauthPhoneField
from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ChangePhoneForm as AllauthChangePhoneForm
from allauth.account.forms import ConfirmLoginCodeForm as AllauthConfirmLoginCodeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.forms import VerifyPhoneForm as AllauthVerifyPhoneForm
from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import parse_phone

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "maxlength": 12}


class PhoneField(AllauthPhoneField):
    """A phone number as people write it: 06 12 34 56 78, +212…, or in Arabic digits."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr", "maxlength": 24})
        # The adapter reads the number (clean_phone); allauth's own check knows the international form alone.
        super().__init__(**{"label": _("Phone"), "widget": widget, "validators": []} | options)


class RequestCodeForm(AllauthRequestLoginCodeForm):
    """Where the code is to go: a phone, or an e-mail address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "email", "dir": "ltr"}
        # One of the two is needed; the phone is, unless an address was given.
        self.fields["phone"].required = not (self.is_bound and self.data.get("email", "").strip())


class SignInForm(AllauthLoginForm):
    """A phone number or an e-mail address, and a password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("Phone or e-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "dir": "ltr", "maxlength": 254}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password", "dir": "ltr"}

    def clean_login(self) -> str:
        """Write a phone number in the form in which it is kept."""
        login: str = super().clean_login()
        if "@" in login:
            return login
        try:
            return parse_phone(login)
        except InvalidInput:
            return login


class SignUpForm(AllauthSignupForm):
    """A name and a phone; why nothing more is asked stands in the README."""

    full_name = forms.CharField(label=_("Your name"), max_length=150, required=False)

    field_order = ("full_name", "phone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        for name in set(self.fields) - {"full_name", "phone"}:
            del self.fields[name]


class LoginCodeForm(AllauthConfirmLoginCodeForm):
    """The code that was sent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _dress_code(self)


class PhoneCodeForm(AllauthVerifyPhoneForm):
    """The code that was sent to a phone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _dress_code(self)


class ChangePhoneForm(AllauthChangePhoneForm):
    """Another phone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].label = _("New phone")


class EmailForm(AllauthAddEmailForm):
    """An e-mail address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "email", "dir": "ltr"}


def _dress_code(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label = _("Code")
    field.widget.attrs = dict(CODE_ATTRIBUTES)
