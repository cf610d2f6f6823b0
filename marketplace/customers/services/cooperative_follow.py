"""Follow a cooperative: its new products are told, each once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Product
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import VerificationState
from marketplace.customers.links import kept_url, product_url
from marketplace.customers.models.kept import Follow
from marketplace.customers.services.signed_in import person_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.notifications.services.notify_people import BY_MAIL, notify_people

MOST_FOLLOWED = 100
_BATCH = 500


@transaction.atomic
def cooperative_follow(*, actor: Actor, organisation_id: int, now: datetime) -> None:
    """
    Follow a cooperative; following twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if there is no such seller
    :raises Conflict: if the person follows too many already
    """
    person = person_locked(actor)
    sellers = Organisation.objects.filter(is_seller=True, state=VerificationState.ACTIVE)
    if not sellers.filter(pk=organisation_id).exists():
        raise NotFound(_("There is no such cooperative."), field="organisation")
    followed = Follow.objects.filter(user=person)
    if followed.filter(organisation_id=organisation_id).exists():
        return
    if followed.count() >= MOST_FOLLOWED:
        raise Conflict(_("You follow %(most)s cooperatives already.") % {"most": MOST_FOLLOWED})
    Follow.objects.create(user=person, organisation_id=organisation_id, since=now)


@transaction.atomic
def cooperative_unfollow(*, actor: Actor, organisation_id: int) -> None:
    """
    Follow a cooperative no longer; doing so twice changes nothing.

    :raises NotAllowed: if nobody is signed in
    """
    Follow.objects.filter(user=person_locked(actor), organisation_id=organisation_id).delete()


def followers_tell(*, product_id: int, now: datetime) -> None:
    """Write to each follower of a product's maker that it is new on the shelves, once for each product."""
    product = Product.objects.select_related("organisation").get(pk=product_id)
    people = User.objects.filter(
        pk__in=Follow.objects.filter(organisation=product.organisation_id).values("user"), is_active=True
    )
    for person in people.order_by("pk").iterator(chunk_size=_BATCH):
        context = {
            "cooperative": product.organisation.name(person.language),
            "product": product.name(person.language),
            "url": product_url(product.slug, person.language),
            "stop": kept_url(person.language),
        }
        notify_people(
            people=[person],
            key=f"follow:{product.pk}",
            template="followed_product",
            context={person.language: context},
            prefer=BY_MAIL,
            now=now,
        )
