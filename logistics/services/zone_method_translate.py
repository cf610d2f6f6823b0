"""Translators say in one language what a way of delivery is called and how it works."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.policies import may_translate
from logistics.models.zone import ZoneMethod
from logistics.selectors.locked import zone_method_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document
from marketplace.kernel.texts import LANGUAGES, text_over


@transaction.atomic
def zone_method_translate(
    *, actor: Actor, method_id: uuid.UUID, language: str, wording: Mapping[str, Any]
) -> ZoneMethod:
    """
    Write the name or the description of a zone's method in a language; an empty one is taken away.

    :param wording: `name` and `description` (a rich text), as far as they are to be written
    :raises NotAllowed: if the actor is no translator
    :raises NotFound: if there is no such method
    :raises InvalidInput: if a text cannot be used, or we do not write in the language
    :raises Missing: if the name would be left neither in Arabic nor in French
    """
    require(may_translate(actor), _("Only translators may do this."))
    if language not in LANGUAGES:
        raise InvalidInput(_("This language is not one of ours."), field="language_code")
    row = zone_method_locked(method_id)
    if "name" in wording:
        name = clean_line(wording["name"] or "", field="name", most=100, required=False)
        names = text_over(row.method.names, language, name)
        if not (names.get("ar") or names.get("fr")):
            raise Missing(_("Please write this in Arabic or in French."), field="name")
        row.method.names = names
        row.method.save(update_fields=["names"])
    if "description" in wording:
        document = clean_document(wording["description"] or {}, field="description")
        row.descriptions = text_over(row.descriptions, language, document)
        row.save(update_fields=["descriptions"])
    return row
