"""Whether gift cards and budgets agree with the ledger."""

from django.db import connection

from marketplace.kernel.findings import Finding

# Every posting on the accounts of gift cards and store credits belongs to such a card, and none is below nothing.
_CARDS = """
    SELECT posting.subject, -sum(posting.amount_minor), card.id IS NULL
    FROM ledger_posting posting
    JOIN ledger_account account ON account.id = posting.account_id
    LEFT JOIN promotions_giftcard card ON 'gift-card:' || card.id = posting.subject
        AND card.is_store_credit = (account.code LIKE 'store-credits:%')
    WHERE account.code LIKE 'gift-cards:outstanding%' OR account.code LIKE 'store-credits:outstanding%'
    GROUP BY posting.subject, card.id
    HAVING card.id IS NULL OR sum(posting.amount_minor) > 0
        OR (bool_or(card.withdrawn_at IS NOT NULL) AND sum(posting.amount_minor) <> 0)
"""
# What a budget counts as used, what its uses add up to, and what the ledger says that the partner owes for it.
_BUDGETS = """
    SELECT budget.code, budget.used_minor,
           COALESCE((SELECT sum(u.amount_minor - u.returned_minor) FROM promotions_budgetuse u
                     WHERE u.budget_id = budget.id), 0) AS uses,
           COALESCE((SELECT sum(p.amount_minor) FROM ledger_posting p
                     JOIN ledger_entry e ON e.id = p.entry_id
                     JOIN ledger_account a ON a.id = p.account_id
                     WHERE a.code LIKE 'partner:%%:receivable%%' AND p.subject = 'budget:' || budget.id
                       AND e.reason IN ('budget_used', 'budget_returned')), 0) AS booked
    FROM promotions_partnerbudget budget
"""


def promotions_findings() -> list[Finding]:
    """List gift cards and budgets that do not add up."""
    findings = []
    with connection.cursor() as cursor:
        cursor.execute(_CARDS)
        for subject, left, is_unknown in cursor.fetchall():
            what = "belongs to no card" if is_unknown else "is not what a card may hold"
            findings.append(
                Finding("gift_card_balance", f"A balance of {left} (minor units) {what}.", subject)
            )
        cursor.execute(_BUDGETS, [])
        findings += [
            Finding("budget_differs", f"Used {used}, uses {uses}, booked {booked} (minor units).", code)
            for code, used, uses, booked in cursor.fetchall()
            if not used == uses == booked
        ]
    return findings
