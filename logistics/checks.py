"""Does the stock add up? Each question is one statement over the whole of it; an empty list means yes."""

from typing import Final

from django.db import connection

from marketplace.kernel.findings import Finding

# code, words, and a statement that returns rows of (subject, what is written, what it should be)
_QUESTIONS: Final = (
    (
        "STOCK_QUANTITY_DIFFERS",
        "The sellable quantity is {found}, the sellable lots hold {expected}.",
        """
        SELECT 'variant:' || s.variant_id || ' in ' || w.slug, s.quantity, coalesce(l.units, 0)
        FROM logistics_stock s JOIN logistics_warehouse w ON w.id = s.warehouse_id
        LEFT JOIN (SELECT lot.variant_id, ls.warehouse_id, sum(ls.quantity) AS units
                   FROM logistics_lotstock ls JOIN logistics_lot lot ON lot.id = ls.lot_id
                   WHERE lot.state IN ('released', 'released_with_remark') GROUP BY 1, 2) l
            ON l.variant_id = s.variant_id AND l.warehouse_id = s.warehouse_id
        WHERE s.quantity <> coalesce(l.units, 0)
        """,
    ),
    (
        "STOCK_ROW_MISSING",
        "Sellable lots hold {expected} units, but there is no stock to sell them from.",
        """
        SELECT 'variant:' || lot.variant_id || ' in ' || w.slug, 0, sum(ls.quantity)
        FROM logistics_lotstock ls JOIN logistics_lot lot ON lot.id = ls.lot_id
        JOIN logistics_warehouse w ON w.id = ls.warehouse_id
        WHERE lot.state IN ('released', 'released_with_remark') AND NOT EXISTS (
            SELECT 1 FROM logistics_stock s WHERE s.variant_id = lot.variant_id AND s.warehouse_id = ls.warehouse_id)
        GROUP BY lot.variant_id, w.slug HAVING sum(ls.quantity) > 0
        """,
    ),
    (
        "STOCK_RESERVED_DIFFERS",
        "The stock says that {found} are promised, the reservations say {expected}.",
        """
        SELECT 'variant:' || s.variant_id || ' in ' || w.slug, s.reserved, coalesce(r.units, 0)
        FROM logistics_stock s JOIN logistics_warehouse w ON w.id = s.warehouse_id
        LEFT JOIN (SELECT stock_id, sum(quantity) AS units FROM logistics_reservation GROUP BY 1) r
            ON r.stock_id = s.id
        WHERE s.reserved <> coalesce(r.units, 0)
        """,
    ),
    (
        "PREORDER_TAKEN_DIFFERS",
        "The pre-order says that {found} are ordered, the order lines say {expected}.",
        """
        SELECT 'preorder:' || p.id, p.taken, coalesce(b.units, 0)
        FROM catalog_preorder p
        LEFT JOIN (SELECT preorder_id, sum(quantity) AS units FROM logistics_preorderbooking GROUP BY 1) b
            ON b.preorder_id = p.id
        WHERE p.taken <> coalesce(b.units, 0)
        """,
    ),
    (
        "STOCK_NEGATIVE",
        "The stock holds {found} and has promised {expected}.",
        """
        SELECT 'variant:' || s.variant_id || ' in ' || w.slug, s.quantity, s.reserved
        FROM logistics_stock s JOIN logistics_warehouse w ON w.id = s.warehouse_id
        WHERE s.quantity < 0 OR s.reserved < 0 OR s.reserved > s.quantity
        """,
    ),
    (
        "LOT_QUANTITY_DIFFERS",
        "{found} units stand there, the movements say {expected}.",
        """
        SELECT 'lot:' || lot.code || ' in ' || w.slug, coalesce(ls.quantity, 0), coalesce(m.units, 0)
        FROM logistics_lotstock ls
        FULL JOIN (SELECT lot_id, warehouse_id, sum(quantity) AS units FROM logistics_movement GROUP BY 1, 2) m
            ON m.lot_id = ls.lot_id AND m.warehouse_id = ls.warehouse_id
        JOIN logistics_lot lot ON lot.id = coalesce(ls.lot_id, m.lot_id)
        JOIN logistics_warehouse w ON w.id = coalesce(ls.warehouse_id, m.warehouse_id)
        WHERE coalesce(ls.quantity, 0) <> coalesce(m.units, 0)
        """,
    ),
    (
        "LOT_ALLOCATED_DIFFERS",
        "{found} units are marked as bound, the open allocations say {expected}.",
        """
        SELECT 'lot:' || lot.code || ' in ' || w.slug, ls.allocated, coalesce(a.units, 0)
        FROM logistics_lotstock ls JOIN logistics_lot lot ON lot.id = ls.lot_id
        JOIN logistics_warehouse w ON w.id = ls.warehouse_id
        LEFT JOIN (SELECT lot_stock_id, sum(quantity) AS units FROM logistics_lotallocation
                   WHERE packed_at IS NULL GROUP BY 1) a ON a.lot_stock_id = ls.id
        WHERE ls.allocated <> coalesce(a.units, 0)
        """,
    ),
    (
        "LOT_HELD_BUT_BOUND",
        "{found} units of a lot that may not be sold are bound to orders.",
        """
        SELECT 'lot:' || lot.code || ' in ' || w.slug, ls.allocated, 0
        FROM logistics_lotstock ls JOIN logistics_lot lot ON lot.id = ls.lot_id
        JOIN logistics_warehouse w ON w.id = ls.warehouse_id
        WHERE ls.allocated <> 0 AND lot.state NOT IN ('released', 'released_with_remark')
        """,
    ),
    (
        "RUN_NOT_MOVED",
        "A processing run used {found} units, the movements say {expected}.",
        """
        SELECT 'run:' || r.number, i.units, coalesce(-m.units, 0)
        FROM logistics_processingrun r
        JOIN (SELECT run_id, sum(units) AS units FROM logistics_runinput GROUP BY 1) i ON i.run_id = r.id
        LEFT JOIN (SELECT reference, sum(quantity) AS units FROM logistics_movement
                   WHERE reason = 'consume' GROUP BY 1) m ON m.reference = 'run:' || r.number
        WHERE i.units <> coalesce(-m.units, 0)
        """,
    ),
    (
        "CONSUMABLE_DIFFERS",
        "{found} pieces of packaging are written, their movements say {expected}.",
        """
        SELECT 'consumable:' || c.code, c.quantity, coalesce(m.pieces, 0)
        FROM logistics_consumable c
        LEFT JOIN (SELECT consumable_id, sum(quantity) AS pieces FROM logistics_consumablemove GROUP BY 1) m
            ON m.consumable_id = c.id
        WHERE c.quantity <> coalesce(m.pieces, 0)
        """,
    ),
    (
        "CONSUMABLE_VALUE_DIFFERS",
        "Packaging is written as worth {found} centimes, its movements say {expected}.",
        """
        SELECT 'consumable:' || c.code, c.value_minor, coalesce(m.worth, 0)
        FROM logistics_consumable c
        LEFT JOIN (SELECT consumable_id, sum(cost_minor) AS worth FROM logistics_consumablemove GROUP BY 1) m
            ON m.consumable_id = c.id
        WHERE c.value_minor <> coalesce(m.worth, 0)
        """,
    ),
    (
        "RECEIPT_LOT_DIFFERS",
        "The gate counted {expected} units, the lot says that {found} came in.",
        """
        SELECT 'receipt:' || r.number || ' lot:' || lot.code, lot.quantity_received, line.counted
        FROM logistics_receiptline line JOIN logistics_goodsreceipt r ON r.id = line.receipt_id
        JOIN logistics_lot lot ON lot.id = line.lot_id
        WHERE lot.quantity_received <> line.counted OR lot.organisation_id <> r.organisation_id
        """,
    ),
    (
        "PACKED_NOT_MOVED",
        "{found} units went into the parcel, the movements say {expected}.",
        """
        SELECT 'parcel:' || p.number, a.units, coalesce(-m.units, 0)
        FROM logistics_parcel p
        JOIN (SELECT l.fulfilment_id, sum(a.quantity) AS units FROM logistics_lotallocation a
              JOIN logistics_fulfilmentline l ON l.id = a.line_id WHERE a.packed_at IS NOT NULL GROUP BY 1) a
            ON a.fulfilment_id = p.fulfilment_id
        LEFT JOIN (SELECT reference, sum(quantity) AS units FROM logistics_movement
                   WHERE reason = 'pack' GROUP BY 1) m ON m.reference = 'parcel:' || p.number
        WHERE p.unpacked_at IS NULL AND a.units <> coalesce(-m.units, 0)
        """,
    ),
    (
        "UNPACKED_NOT_BACK",
        "{found} units of an opened parcel did not go back to their lots.",
        """
        SELECT 'parcel:' || p.number, -sum(m.quantity), 0
        FROM logistics_parcel p JOIN logistics_movement m ON m.reference = 'parcel:' || p.number
        WHERE p.unpacked_at IS NOT NULL GROUP BY p.number, m.lot_id HAVING sum(m.quantity) <> 0
        """,
    ),
)


def stock_findings() -> list[Finding]:
    """Ask every question about the stock; return what does not add up."""
    findings = []
    with connection.cursor() as cursor:
        for code, words, statement in _QUESTIONS:
            cursor.execute(statement)
            for subject, found, expected in cursor.fetchall():
                findings.append(Finding(code, words.format(found=found, expected=expected), subject))
    return findings
