"""Another cooperative's people, customers and visitors change nothing here, through whatever service."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import serializers

from catalog import models
from catalog.services.certificate_add import certificate_add
from catalog.services.media_add import media_add
from catalog.services.price_remove import price_remove
from catalog.services.price_set import price_set
from catalog.services.product_approve import product_approve
from catalog.services.product_archive import product_archive
from catalog.services.product_changes import ProductChanges
from catalog.services.product_create import product_create
from catalog.services.product_pause import product_pause
from catalog.services.product_publish import product_publish, product_unlist
from catalog.services.product_reopen import product_reopen
from catalog.services.product_request_changes import product_request_changes
from catalog.services.product_submit import product_submit
from catalog.services.product_update import product_update
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import variant_create
from catalog.services.variant_update import variant_update
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductFactory
from tests.factories.ground import (
    NOON,
    ChannelFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
    staff_actor,
)

pytestmark = pytest.mark.django_db
PACK = VariantChanges(net_quantity=Decimal(1), unit="kg", weight_g=1100)

ATTEMPTS = {
    "create": lambda actor, p: product_create(
        actor=actor,
        organisation_id=p.organisation_id,
        changes=ProductChanges(
            product_type_id=p.product_type_id, category_id=p.category_id, names={"fr": "X"}, province="MA-FIG"
        ),
        now=NOON,
    ),
    "update": lambda actor, p: product_update(
        actor=actor, product_id=p.pk, changes=ProductChanges(names={"fr": "X"}), now=NOON
    ),
    "submit": lambda actor, p: product_submit(actor=actor, product_id=p.pk, now=NOON),
    "approve": lambda actor, p: product_approve(actor=actor, product_id=p.pk, now=NOON),
    "request_changes": lambda actor, p: product_request_changes(
        actor=actor, product_id=p.pk, reason="x", now=NOON
    ),
    "publish": lambda actor, p: product_publish(
        actor=actor, product_id=p.pk, channel_ids=[ChannelFactory.create().pk], now=NOON
    ),
    "unlist": lambda actor, p: product_unlist(
        actor=actor, product_id=p.pk, channel_id=ChannelFactory.create().pk, now=NOON
    ),
    "pause": lambda actor, p: product_pause(actor=actor, product_id=p.pk, now=NOON),
    "reopen": lambda actor, p: product_reopen(actor=actor, product_id=p.pk, now=NOON),
    "archive": lambda actor, p: product_archive(actor=actor, product_id=p.pk, now=NOON),
    "variant_create": lambda actor, p: variant_create(actor=actor, product_id=p.pk, changes=PACK, now=NOON),
    "variant_update": lambda actor, p: variant_update(
        actor=actor, variant_id=p.variants.get().pk, changes=PACK, now=NOON
    ),
    "price_set": lambda actor, p: price_set(
        actor=actor,
        variant_id=p.variants.get().pk,
        channel_id=ChannelFactory.create().pk,
        amount=Money(1),
        now=NOON,
    ),
    "price_remove": lambda actor, p: price_remove(
        actor=actor, variant_id=p.variants.get().pk, price_id=1, now=NOON
    ),
    "media_add": lambda actor, p: media_add(actor=actor, product_id=p.pk, content=b"x", now=NOON),
    "certificate_add": lambda actor, p: certificate_add(
        actor=actor,
        organisation_id=p.organisation_id,
        scheme="igp",
        number="1",
        issuer="x",
        issued_date=date(2026, 1, 1),
        expires_date=date(2027, 1, 1),
        now=NOON,
    ),
}
STRANGERS = {
    "visitor": lambda _seller: Actor.anonymous(),
    "customer": lambda _seller: Actor(user_id=UserFactory.create().pk),
    "president of another": lambda _seller: member_actor(
        OrganisationFactory.create(active=True), "president", "sales"
    ),
    "staff for cash": lambda _seller: staff_actor(Permission.MANAGE_CASH, Permission.MANAGE_HUB),
    "producer of the same": lambda seller: member_actor(seller, "production", "hub", "treasurer"),
}


def _everything():
    rows = [row for name in models.__all__ for row in getattr(models, name).objects.order_by("pk")]
    return serializers.serialize("json", rows)


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_who_may_not_changes_nothing(attempt, who):
    product = ProductFactory.create(listed=True)
    actor = STRANGERS[who](product.organisation)
    before = _everything()

    with pytest.raises((NotFound, NotAllowed)):
        ATTEMPTS[attempt](actor, product)

    assert _everything() == before
    assert not Message.objects.exists()
