"""Compile the translations (a replacement of compilemessages that needs no GNU gettext)."""

from django.core.management.base import BaseCommand

from frontend.catalogues import LANGUAGES, catalogue_compiled, catalogue_read, po_path


class Command(BaseCommand):
    """Write the .mo file of every language."""

    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        """Compile each language and tell how complete it is."""
        for language in LANGUAGES:
            if not po_path(language).exists():
                continue
            catalogue_compiled(language)
            messages = [message for message in catalogue_read(language) if message.id]
            missing = sum(1 for message in messages if not message.string or message.fuzzy)
            self.stdout.write(f"{language}: {len(messages)} texts, {missing} without translation")
