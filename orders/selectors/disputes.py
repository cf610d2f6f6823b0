"""Disputes as the staff reads and answers them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from logistics.selectors.fulfilments import progress_of
from logistics.selectors.parcels import parcel_of_order, proofs_of
from logistics.selectors.trace import lots_of_lines, lots_packed
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.formats import format_money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in
from marketplace.notifications.selectors import messages_about
from orders.dispute_evidence import Sold, Story
from orders.models.dispute import Dispute
from orders.models.order import Order, OrderLine
from orders.models.refund import Refund
from orders.postings import order_subject
from orders.refund_states import DisputeState
from orders.selectors.history import notes_of
from orders.selectors.refunds import may_see_refunds
from orders.states import HistoryKind

OPEN = (DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW)
# The language in which a cardholder's bank reads
BANK_LANGUAGE = "en"
# What the staff say among themselves is no evidence
_REMARKS = (HistoryKind.NOTE_ADDED, HistoryKind.NOTE_UPDATED)


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute with its order."""

    row: Dispute
    order: Order


def disputes_listed(*, actor: Actor, only_open: bool, first: int = 50, after: str = "") -> Page[DisputeView]:
    """
    Return a page of disputes, oldest first, in one statement.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_see_refunds(actor), _("These disputes are not yours to see."))
    first = page_size(first)
    rows = Dispute.objects.select_related("payment__order")
    if only_open:
        rows = rows.filter(state__in=OPEN)
    if after:
        opened_at, key = keys_of(after, (datetime, uuid.UUID))
        rows = rows.filter(Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, id__gt=key))
    found = [DisputeView(row, row.payment.order) for row in rows.order_by("opened_at", "id")[: first + 1]]
    return page_of(found, first=first, keys=lambda view: (view.row.opened_at, view.row.pk))


def dispute_page(*, actor: Actor, dispute_id: uuid.UUID) -> DisputeView:
    """
    Return one dispute, in one statement.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises NotFound: if there is none
    """
    require(may_see_refunds(actor), _("These disputes are not yours to see."))
    row = Dispute.objects.select_related("payment__order", "submitted_by").filter(pk=dispute_id).first()
    if row is None:
        raise NotFound(_("There is no such dispute."), field="dispute")
    return DisputeView(row, row.payment.order)


def story_of(order: Order) -> Story:
    """Tell all that is known of an order, for a bank; the caller has asked who may read it."""
    subject = order_subject(order)
    progress = progress_of([subject]).get(subject)
    lines = list(
        OrderLine.objects.select_related("sub_order__organisation").filter(order=order).order_by("id")
    )
    lots = lots_packed([line.reference for line in lines])
    address = order.address
    parts = (address.get(name, "") for name in ("street", "quarter", "postcode", "city"))
    return Story(
        order_number=order.number,
        customer=str(address.get("recipient", "")),
        email=order.email,
        phone=order.phone,
        address=", ".join(part for part in parts if part),
        placed_at=order.placed_at.astimezone(UTC),
        total=format_money(order.total, BANK_LANGUAGE),
        lines=_sold(lines, lots),
        carrier=text_in(progress.carrier_names, BANK_LANGUAGE) if progress else "",
        tracking_number=progress.tracking_number if progress else "",
        way=[
            (step.happened_at.astimezone(UTC), step.kind.value)
            for step in (progress.steps if progress else ())
        ],
        lots=_lots([line.reference for line in lines]),
        acts=_acts(order),
        proofs=_proofs(subject),
        messages=[
            (moment.astimezone(UTC), name) for moment, name in messages_about(f"order:{order.number}:")
        ],
        refunds=[
            (row.decided_at.astimezone(UTC), f"{format_money(row.amount, BANK_LANGUAGE)}, {row.state}")
            for row in Refund.objects.filter(order=order).order_by("decided_at")
        ],
    )


def _lots(references: Sequence[str]) -> list[tuple[datetime, str]]:
    """Tell where the goods came from: received from their maker, examined and released."""
    told = []
    for lot in lots_of_lines(references):
        dates = (
            ("harvested", lot.harvest_date),
            ("produced", lot.produced_date),
            ("best before", lot.best_before_date),
        )
        days = "".join(f", {word} {day:%Y-%m-%d}" for word, day in dates if day)
        maker = lot.organisation.name(BANK_LANGUAGE)
        told.append((lot.received_at.astimezone(UTC), f"{lot.code} received from {maker}{days}"))
        if lot.decided_at is not None:
            told.append((lot.decided_at.astimezone(UTC), f"{lot.code} examined"))
    return told


def _acts(order: Order) -> list[tuple[datetime, str]]:
    """Tell what was done to the order, and when its money came."""
    told = [
        (note.happened_at.astimezone(UTC), f"{note.kind}{f', {note.text}' if note.text else ''}")
        for note in notes_of([order.pk]).get(order.pk, ())
        if note.kind not in _REMARKS
    ]
    payment = order.payment
    if payment.paid_at is not None:
        paid = format_money(payment.captured, BANK_LANGUAGE)
        told.append((payment.paid_at.astimezone(UTC), f"{paid} paid ({payment.method})"))
    return told


def _proofs(subject: str) -> list[tuple[datetime, str]]:
    """Tell to whom the parcel was given, and how that is known."""
    found = parcel_of_order(subject)
    if found is None:
        return []
    told = []
    for proof in proofs_of(found[0]).values():
        ways = [f"received by {proof.received_by}"] if proof.received_by else []
        ways += ["the code that only the customer had"] if proof.by_code else []
        ways += ["photo kept"] if proof.photo_id else []
        told.append((proof.created_at.astimezone(UTC), ", ".join(ways)))
    return told


def _sold(lines: Sequence[OrderLine], lots: dict[str, tuple[str, ...]]) -> list[Sold]:
    return [
        Sold(
            line.quantity,
            text_in(line.product_names, BANK_LANGUAGE),
            line.sub_order.organisation.name(BANK_LANGUAGE),
            format_money(line.total, BANK_LANGUAGE),
            lots.get(line.reference, ()),
        )
        for line in lines
    ]
