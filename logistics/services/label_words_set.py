"""Write the words that a product's label lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.allergens import ALLERGEN_NAMES
from logistics.label_rules import SCHEMES
from logistics.models.label import LabelText
from logistics.policies import may_run_hub
from logistics.selectors.label_facts import certificates_valid
from logistics.selectors.locked import lot_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.input_texts import clean_texts
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWords:
    """Words of a label; texts are language code -> text."""

    ingredients: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, str] = field(default_factory=dict)
    allergens: tuple[str, ...] = ()
    protected_name: str = ""


@transaction.atomic
def label_words_set(*, actor: Actor, lot_id: int, words: LabelWords, now: datetime) -> LabelText:
    """
    Keep the words of the label of a lot's product, for all its lots from now on; printed versions stay.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises InvalidInput: if a text is too long, an allergen unknown, or a protected name has no valid certificate
    """
    lot = lot_locked(lot_id)
    require(
        may_run_hub(actor, lot.warehouse.organisation_id),
        _("Only the people of this hub may write its labels."),
    )
    unknown = set(words.allergens) - ALLERGEN_NAMES.keys()
    if unknown:
        raise InvalidInput(_("This is no allergen that is declared."), field="allergens")
    product = lot.variant.product
    if words.protected_name:
        _demand_protected(lot.variant.product.product_type.facts, words.protected_name)
        signs = {row.scheme for row in certificates_valid(product, on=timezone.localdate(now))}
        if _sign_of(product.product_type.facts, words.protected_name) not in signs:
            raise InvalidInput(_("This protected name needs a valid certificate."), field="protected_name")
    row, _created = LabelText.objects.update_or_create(
        product=product,
        defaults={
            "ingredients": clean_texts(words.ingredients, field="ingredients", most=600),
            "storage": clean_texts(words.storage, field="storage", most=600),
            "allergens": list(words.allergens),
            "protected_name": words.protected_name,
            "updated_by": actor.name,
            "updated_at": now,
        },
    )
    return row


def _sign_of(facts: Mapping[str, object], name: str) -> str:
    protected = facts.get("protected")
    rows = protected if isinstance(protected, list) else []
    return next((SCHEMES.get(row["type"], row["type"]) for row in rows if row["name"] == name), "")


def _demand_protected(facts: Mapping[str, object], name: str) -> None:
    if not _sign_of(facts, name):
        raise InvalidInput(_("This is no protected name of this family."), field="protected_name")
