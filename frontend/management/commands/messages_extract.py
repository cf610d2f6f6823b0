"""Collect the texts of the product into the translation files (a makemessages that needs no GNU gettext)."""

from argparse import ArgumentParser

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from frontend.catalogues import LANGUAGES, catalogue_read, po_path, typeset
from frontend.extraction import template_catalogue

# CLDR: Arabic has six forms. Tamazight has no rule there; two forms are what translators use.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    "fr": "nplurals=2; plural=(n > 1)",
    "zgh": "nplurals=2; plural=(n != 1)",
    "en": "nplurals=2; plural=(n != 1)",
    "es": "nplurals=2; plural=(n != 1)",
}
HEADER = "# {language}: the words of the marketplace.\n{review}#"
REVIEW = "# To be reviewed by a speaker (IRCAM norm); shown with that note in the pages.\n"


class Command(BaseCommand):
    """Merge new texts into frontend/locale, keep what was translated, drop what is gone."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Allow a run that only looks."""
        parser.add_argument("--check", action="store_true", help="fail if a file would change")

    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        """Merge each language."""
        found = template_catalogue(settings.BASE_DIR)
        stale = []
        for language in LANGUAGES:
            catalogue = self._merged(language, found)
            known = {(m.id if isinstance(m.id, str) else m.id[0]) for m in self._existing(language) if m.id}
            wanted = {(m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}
            if known != wanted:
                stale.append(language)
            if not check:
                self._write(language, catalogue)
                self.stdout.write(f"{language}: {len(wanted)} texts, {len(wanted - known)} new")
        if check and stale:
            raise CommandError(f"Run messages_extract: texts have changed ({', '.join(stale)}).")

    def _existing(self, language: str) -> Catalog:
        return catalogue_read(language) if po_path(language).exists() else Catalog(charset="utf-8")

    def _merged(self, language: str, found: Catalog) -> Catalog:
        catalogue = self._existing(language)
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        return catalogue

    def _write(self, language: str, catalogue: Catalog) -> None:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        for message in catalogue:
            if isinstance(message.string, str):
                message.string = typeset(message.string, language)
            else:
                message.string = tuple(typeset(form, language) for form in message.string or ())
        # The file names are kept, the line numbers are not: else every edit changes five big files.
        lines = [HEADER.format(language=language, review=REVIEW if language == "zgh" else "")]
        lines += ['msgid ""', 'msgstr ""', f'"Language: {language}\\n"', '"MIME-Version: 1.0\\n"']
        lines += ['"Content-Type: text/plain; charset=utf-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"']
        lines += [f'"Plural-Forms: {PLURALS[language]};\\n"', "", ""]
        with path.open("wb") as file:
            file.write("\n".join(lines).encode())
            write_po(file, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=110)
