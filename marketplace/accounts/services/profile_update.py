"""A person says how they are called and which language they read."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.input_texts import clean_line


@transaction.atomic
def profile_update(*, actor: Actor, full_name: str, language: str) -> User:
    """
    Write a person's name and the language in which messages are sent to them.

    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: naming the field that cannot be used
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id)
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("We do not speak this language yet."), field="language")
    user.full_name = clean_line(full_name, field="full_name", most=150, required=False)
    user.language = language
    user.save(update_fields=["full_name", "language"])
    return user
