"""The door: a phone number or an e-mail address, and a password."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import parse_phone


class SignInForm(forms.Form):
    """Finds the person of a phone number or an e-mail address and checks the password."""

    login = forms.CharField(label=gettext_lazy("Phone or e-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200, strip=False, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        """Find out who it is; whether the person or the password was wrong is not told."""
        data = super().clean() or {}
        if "login" in data and "password" in data:
            self.user = _person(data["login"], data["password"])
            if self.user is None:
                raise ValidationError(
                    _("This is not right. Check the number or the address, and the password."),
                    code="INVALID_CREDENTIALS",
                )
        return data


def _person(login: str, password: str) -> User | None:
    known = _known(login)
    if known is None:
        # Takes as long as a check does, so that the clock does not tell who has an account.
        make_password(password)
        return None
    return known if known.check_password(password) and known.is_active else None


def _known(login: str) -> User | None:
    if "@" in login:
        return User.objects.filter(email__iexact=login).first()
    try:
        return User.objects.filter(phone=parse_phone(login)).first()
    except InvalidInput:
        return None
