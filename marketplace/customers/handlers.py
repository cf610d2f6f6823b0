"""What people are told of reviews, and of what they follow."""

from datetime import datetime

from catalog.events import ProductPublished
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.states import Role
from marketplace.customers.events import ReviewPublished, ReviewRefused
from marketplace.customers.links import portal_reviews_url
from marketplace.customers.models.review import Review
from marketplace.customers.services.cooperative_follow import followers_tell
from marketplace.customers.states import ReviewState
from marketplace.notifications.selectors import inbox_address
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from orders.links import order_url


@listens(ReviewPublished, name="customers.tell_seller_of_review")
def tell_seller_of_review(event: ReviewPublished, *, now: datetime) -> None:
    """Put it into the inbox of those who may answer; it is worth no text message."""
    review = Review.objects.select_related("product").filter(pk=event.review_id).first()
    if review is None or review.state != ReviewState.PUBLISHED:
        return
    speakers = Membership.objects.filter(
        organisation_id=review.organisation_id, role__in=(Role.PRESIDENT, Role.SALES)
    )
    for person in User.objects.filter(pk__in=speakers.values("user"), is_active=True).order_by("pk"):
        notify(
            key=f"review:{review.pk}:{event.happened_at.isoformat()}:{person.pk}",
            channel=Channel.INBOX,
            to=inbox_address(person.pk),
            language=person.language,
            template="review_published",
            context={
                "product": review.product.name(person.language),
                "stars": str(review.stars),
                "url": portal_reviews_url(person.language),
            },
            now=now,
        )


@listens(ReviewRefused, name="customers.tell_author_of_refusal")
def tell_author_of_refusal(event: ReviewRefused, *, now: datetime) -> None:
    """Tell the author why, and where it can be written anew."""
    found = Review.objects.select_related("product", "line__order").filter(pk=event.review_id).first()
    if found is None or found.state != ReviewState.REFUSED:
        return
    order = found.line.order
    channel, to = (Channel.EMAIL, order.email) if order.email else (Channel.SMS, order.phone)
    notify(
        key=f"review:{found.pk}:refused:{event.happened_at.isoformat()}",
        channel=channel,
        to=to,
        language=order.language,
        template="review_refused",
        context={
            "product": found.product.name(order.language),
            "reason": found.reason,
            "url": order_url(order),
        },
        now=now,
    )


@listens(ProductPublished, name="customers.tell_followers")
def tell_followers(event: ProductPublished, *, now: datetime) -> None:
    """Tell those who follow its maker that a product is on the shelves."""
    followers_tell(product_id=event.product_id, now=now)
