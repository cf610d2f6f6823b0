"""Translators say in one language what a voucher, a promotion or a rule of one is called, and what it is about."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document
from marketplace.kernel.texts import LANGUAGES, text_over
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher
from marketplace.promotions.policies import may_translate_discounts

Named = type[Voucher] | type[Promotion] | type[PromotionRule]


@transaction.atomic
def names_translate(
    *, actor: Actor, model: Named, key: Any, language: str, wording: Mapping[str, Any]
) -> Any:
    """
    Write the name or the description in a language; an empty one is taken away. The name itself stays as it is.

    :param wording: `name`, and of promotions and rules `description` (a rich text), as far as they are to be written
    :raises NotAllowed: if the actor is no translator
    :raises NotFound: if there is no such thing
    :raises InvalidInput: if a text cannot be used, or we do not write in the language
    """
    require(may_translate_discounts(actor), _("Only translators may do this."))
    if language not in LANGUAGES:
        raise InvalidInput(_("This language is not one of ours."), field="language_code")
    row: Any = model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound(_("There is no such thing."), field="id")
    columns = []
    if "name" in wording:
        name = clean_line(wording["name"] or "", field="name", most=255, required=False)
        row.names = text_over(row.names, language, name)
        columns.append("names")
    if "description" in wording and model is not Voucher:
        document = clean_document(wording["description"] or {}, field="description")
        row.descriptions = text_over(row.descriptions, language, document)
        columns.append("descriptions")
    row.save(update_fields=columns)
    return row
