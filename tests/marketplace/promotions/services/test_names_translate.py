"""Translating vouchers and promotions: test that ..."""

from typing import Any

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher
from marketplace.promotions.services.names_translate import names_translate
from tests.factories.promotions import promotion, voucher

pytestmark = pytest.mark.django_db

TRANSLATOR = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_TRANSLATIONS}))
DOCUMENT = {"blocks": [{"type": "paragraph", "data": {"text": "Only now"}}]}


def translate(model: Any, key: Any, language: str = "en", actor: Actor = TRANSLATOR, **wording: Any) -> Any:
    return names_translate(actor=actor, model=model, key=key, language=language, wording=wording)


def test_a_vouchers_name_is_written_and_taken_away() -> None:
    row = voucher(name="Aïd")
    assert translate(Voucher, row.pk, name="Eid").names["en"] == "Eid"
    done = translate(Voucher, row.pk, name=None)
    assert ("en" in done.names, done.name) == (False, "Aïd")


def test_promotions_and_rules_tell_what_they_are_about() -> None:
    campaign = promotion({"productPredicate": {"ids": [1]}})
    for model, key in ((Promotion, campaign.pk), (PromotionRule, campaign.rules.get().pk)):
        done = translate(model, key, name="Eid", description=DOCUMENT)
        assert done.names["en"] == "Eid"
        assert done.descriptions["en"]["blocks"][0]["data"]["text"] == "Only now"


def test_refusals() -> None:
    row = voucher()
    with pytest.raises(NotAllowed):
        translate(Voucher, row.pk, actor=Actor(user_id=1), name="x")
    with pytest.raises(InvalidInput):
        translate(Voucher, row.pk, "pl", name="x")
    with pytest.raises(NotFound):
        translate(Voucher, 10**9, name="x")
