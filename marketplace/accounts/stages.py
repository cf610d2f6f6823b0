"""Steps between saying who one is and being let in."""

from typing import Any

from allauth.account.stages import PhoneVerificationStage


class SignupPhoneStage(PhoneVerificationStage):
    """
    Verify the phone of somebody who signs up, and of nobody else.

    Who comes in by a code has verified the phone by it; who comes in by a password proved who they are, and may have
    no phone at all.
    """

    def handle(self) -> tuple[Any, bool]:
        """Send a code at a sign-up; otherwise let pass."""
        if not self.login.signup:
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
