"""Where django-allauth asks what it cannot know: phones, messages, words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.events import AccountMessageRequested
from marketplace.accounts.forms import PhoneField
from marketplace.accounts.models import User
from marketplace.accounts.short_secrets import secret_keep
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import parse_phone
from marketplace.outbox import bus

# As ACCOUNT_LOGIN_BY_CODE_TIMEOUT and its sisters say, in minutes
CODE_MINUTES = 10
# Links to confirm an address live three days (ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS)
LINK_MINUTES = 3 * 24 * 60
STAGES = {"allauth.account.stages.PhoneVerificationStage": "marketplace.accounts.stages.SignupPhoneStage"}


class AccountAdapter(DefaultAccountAdapter):
    """Phones are kept on the person; messages are facts in the outbox."""

    error_messages: ClassVar[Mapping[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("This is not right. Check the number or the address, and the password."),
        "phone_password_mismatch": _("This is not right. Check the number or the address, and the password."),
        "username_password_mismatch": _(
            "This is not right. Check the number or the address, and the password."
        ),
        "incorrect_code": _("This code is not right."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes and try again."),
        "rate_limited": _("Too many attempts. Please wait a few minutes and try again."),
        "select_only_one": _("Please give the phone or the e-mail address, not both."),
        "same_as_current": _("This is the one we know already."),
        "phone_taken": _("This number cannot be used."),
        "email_taken": _("This address cannot be used."),
    }

    # --- phones -------------------------------------------------------------------------------------------------

    def phone_form_field(self, **options: Any) -> PhoneField:
        """Return the field in which people write a phone number."""
        return PhoneField(**options)

    def clean_phone(self, phone: str) -> str:
        """
        Return a number in its international form.

        :raises ValidationError: if no such number can exist
        """
        try:
            return parse_phone(phone)
        except InvalidInput as error:
            raise ValidationError(error.message, code="invalid_phone") from error

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return the person of a number."""
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Return a person's number and whether it is verified."""
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """
        Write a person's number.

        :raises ValidationError: if it became another person's in the meantime
        """
        user.phone = phone
        user.phone_verified_at = timezone.now() if verified else None
        try:
            with transaction.atomic():
                user.save(update_fields=["phone", "phone_verified_at"])
        except IntegrityError:
            raise ValidationError(self.error_messages["phone_taken"], code="phone_taken") from None

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Note that a code sent to the number was typed in."""
        self.set_phone(user, phone, True)

    # --- people -------------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Make a person of a name and a phone; the phone is not verified yet."""
        user.phone = form.cleaned_data.get("phone") or None
        user.full_name = form.cleaned_data.get("full_name", "")
        user.language = get_language() or user.language
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def can_delete_email(self, email_address: Any) -> bool:
        """Keep the only way in: without a phone the address stays."""
        return bool(email_address.user.phone) and bool(super().can_delete_email(email_address))

    def get_login_stages(self) -> list[str]:
        """Put our step for phones in the place of allauth's."""
        return [STAGES.get(name, name) for name in super().get_login_stages()]

    # --- messages -----------------------------------------------------------------------------------------------

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_later: Any) -> None:
        """Send a code to a phone."""
        self._tell("code", "sms", phone, code, CODE_MINUTES)

    def send_unknown_account_sms(self, phone: str, **_later: Any) -> None:
        """Tell a phone that it has no account, since the page says nothing about it."""
        self._tell("unknown", "sms", phone, self._page("account_signup"), CODE_MINUTES)

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell a phone that it has an account already, since the page says nothing about it."""
        self._tell("known", "sms", phone, self._page("account_request_login_code"), CODE_MINUTES)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Send what allauth says by e-mail; how it is said stands in the templates of the messages."""
        if code := context.get("code"):
            self._tell("code", "email", email, str(code), CODE_MINUTES)
        elif link := context.get("activate_url"):
            self._tell("confirm_email", "email", email, str(link), LINK_MINUTES)
        elif template_prefix.endswith("unknown_account"):
            self._tell("unknown", "email", email, self._page("account_signup"), CODE_MINUTES)
        elif template_prefix.endswith("account_already_exists"):
            self._tell("known", "email", email, self._page("account_request_login_code"), CODE_MINUTES)
        else:
            raise LookupError(f"Nobody wrote what to say for {template_prefix}.")

    def _page(self, name: str) -> str:
        return str(self.request.build_absolute_uri(reverse(name)))

    def _tell(self, kind: str, channel: str, to: str, secret: str, minutes: int) -> None:
        fact = AccountMessageRequested(
            kind=kind,
            channel=channel,
            to=to,
            language=get_language() or "fr",
            secret_key=secret_keep(secret, seconds=minutes * 60),
            minutes=minutes,
            happened_at=timezone.now(),
        )
        with transaction.atomic():
            bus.publish(fact)
