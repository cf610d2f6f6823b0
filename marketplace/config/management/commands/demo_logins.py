"""`manage.py demo_logins`: who a visitor of the demonstration may be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.demo.people import ADMIN, LOGINS, PASSWORD


class Command(BaseCommand):
    """Print the logins that exist in this database."""

    help = "Print the logins of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each, or nothing where there is no demonstration."""
        known = set(User.objects.values_list("email", flat=True))
        logins = [login for login in LOGINS if login.email in known]
        for login in logins:
            self.stdout.write(f"  {login.email:<24} {login.page:<16} {login.does}")
        if logins:
            self.stdout.write(f"  password of all: {PASSWORD}")
        channel = Channel.objects.filter(is_default=True).first()
        if logins and channel is not None:
            self.stdout.write(
                f"  API clients: {settings.PUBLIC_URL}/graphql/, channel {channel.slug}, superuser {ADMIN.email}"
            )
