"""The label that a customer puts on what comes back: from them to the hub, with the return's number as a barcode."""

from django.utils.translation import gettext as _

from logistics.models.parcel import Parcel
from marketplace.documents.contracts import ParcelLabel
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.formats import format_weight
from orders.links import order_url
from orders.models.returning import ReturnRequest
from orders.postings import order_subject
from orders.refund_states import ReturnState


def return_label_pdf(row: ReturnRequest) -> bytes:
    """
    Draw the label of a return that was accepted; the caller has asked who may see its order. Three statements.

    :raises IllegalMove: if it is not accepted, or has come back already
    """
    if row.state != ReturnState.APPROVED:
        raise IllegalMove(_("There is a label while an accepted return is on its way."), field="return")
    order, language = row.order, row.order.language
    parcels = Parcel.objects.filter(fulfilment__reference=order_subject(order))
    parcel = parcels.select_related("fulfilment__warehouse").latest("pk")
    hub, address = parcel.fulfilment.warehouse, order.address
    lines = list(row.lines.select_related("order_line"))
    parts = (address.get(name, "") for name in ("street", "quarter", "landmark", "city"))
    label = ParcelLabel(
        parcel_number=row.number,
        order_number=str(order.number),
        sender_name=str(address.get("recipient", "")),
        sender_lines=tuple(str(part) for part in parts if part),
        sender_phone=str(address.get("phone", "")) or order.phone,
        recipient_name=hub.name(language),
        recipient_lines=tuple(line for line in (hub.address,) if line),
        recipient_city=hub.commune,
        recipient_phone=hub.phone,
        carrier="",
        cod_amount="",
        contents_count=sum(line.quantity for line in lines),
        weight=format_weight(sum(line.order_line.weight_g * line.quantity for line in lines), language),
        tracking_url=order_url(order),
    )
    return document_pdf(label, language)
