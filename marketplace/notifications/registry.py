"""
Every message that the product knows, with the values that its words need.

Values are short plain strings, already written in the reader's language (`kernel.formats`): an empty or missing one is
refused when the message is written, not when it is sent. A `secret` message forgets its values once it is sent.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.notifications.message_template import MessageTemplate
from marketplace.notifications.registry_customers import TO_CUSTOMERS

TEMPLATES: Final[Mapping[str, MessageTemplate]] = MappingProxyType(
    {
        **TO_CUSTOMERS,
        # To the cooperative
        "review_published": MessageTemplate(
            {"product": "its name", "stars": "one to five", "url": "where it is read and answered"}
        ),
        "order_to_prepare": MessageTemplate(
            {
                "order": "order number",
                "cooperative": "its name",
                "items": "number of items",
                "url": "link of the portal",
            }
        ),
        "goods_received": MessageTemplate(
            {
                "receipt": "receipt number",
                "units": "units counted",
                "result": "whether anything differs, in words",
                "url": "link of the portal",
            }
        ),
        "collection_planned": MessageTemplate(
            {
                "notice": "notice number",
                "day": "day of the round",
                "hours": "from when until when, in words",
                "url": "link of the portal",
            }
        ),
        "collection_missed": MessageTemplate(
            {
                "notice": "notice number",
                "phone": "the hub's telephone",
                "url": "link of the portal",
            }
        ),
        "temperature_alarm": MessageTemplate(
            {
                "zone": "its name",
                "celsius": "degrees read",
                "limits": "between which degrees all is well",
                "url": "link of the zone",
            }
        ),
        "quality_result": MessageTemplate(
            {
                "lot": "lot number",
                "product": "its name",
                "result": "verdict in words",
                "reason": "why",
                "url": "link",
            }
        ),
        "statement_ready": MessageTemplate(
            {
                "cooperative": "its name",
                "period": "dates",
                "amount": "to be paid",
                "url": "link of the statement",
            }
        ),
        "payout_sent": MessageTemplate(
            {
                "cooperative": "its name",
                "amount": "paid amount",
                "account": "last digits",
                "url": "link of the statement",
            }
        ),
        "mandate_issued": MessageTemplate(
            dict.fromkeys(("cooperative", "amount", "holder", "code", "url"), "of the mandate")
        ),
        "payout_returned": MessageTemplate(
            {
                "cooperative": "its name",
                "amount": "returned amount",
                "reason": "the bank's words",
                "url": "link",
            }
        ),
        "payout_blocked": MessageTemplate(
            {"cooperative": "its name", "amount": "waiting amount", "url": "link of the earnings"}
        ),
        "hold_placed": MessageTemplate(
            {
                "cooperative": "its name",
                "amount": "held amount",
                "reason": "why",
                "until": "date of release",
                "url": "link of the earnings",
            }
        ),
        "appeal_answered": MessageTemplate(
            {
                "cooperative": "its name",
                "amount": "held amount",
                "outcome": "what became of the appeal, in words",
                "answer": "what was answered, or a dash",
                "url": "link of the earnings",
            }
        ),
        "document_expiring": MessageTemplate(
            {
                "cooperative": "its name",
                "document": "its name",
                "expires_on": "date",
                "url": "link of the file",
            }
        ),
        "verification_result": MessageTemplate(
            {
                "cooperative": "its name",
                "result": "verdict in words",
                "reason": "why",
                "url": "link of the file",
            }
        ),
        "assistance_granted": MessageTemplate(
            {
                "person": "who may act",
                "cooperative": "its name",
                "until": "date",
                "url": "where it is read and ended",
            }
        ),
        "assistance_used": MessageTemplate(
            {
                "person": "who acted",
                "cooperative": "its name",
                "reason": "why",
                "url": "where each act is read",
            }
        ),
        "account_submitted": MessageTemplate(
            {"cooperative": "its name", "account": "last digits", "url": "where an officer stops it"}
        ),
        "account_confirmed": MessageTemplate(
            {
                "cooperative": "its name",
                "account": "last digits",
                "since": "date from which it is paid to",
                "url": "where an officer stops it",
            }
        ),
        # To people who sign in
        "gift_card_code": MessageTemplate(
            {"code": "the card's code", "amount": "what is on it", "url": "link of the shop"}, secret=True
        ),
        "sign_in_code": MessageTemplate({"code": "digits", "minutes": "how long it is valid"}, secret=True),
        "passkey_added": MessageTemplate({"name": "what its person calls it", "url": "where it is removed"}),
        "email_confirm": MessageTemplate({"url": "secret link that confirms the address"}, secret=True),
        # To people who came by the API; the links lead to its clients
        "account_confirm": MessageTemplate({"url": "secret link that opens the account"}, secret=True),
        "password_reset": MessageTemplate({"url": "secret link that sets a password"}, secret=True),
        "password_first": MessageTemplate({"url": "secret link that sets the first password"}, secret=True),
        "email_change": MessageTemplate({"url": "secret link that confirms the new address"}, secret=True),
        "email_changed": MessageTemplate({"email": "the new address"}),
        "account_delete": MessageTemplate({"url": "secret link that deletes the account"}, secret=True),
        "account_unknown": MessageTemplate({"url": "where to open an account"}),
        "account_known": MessageTemplate({"url": "where to sign in"}),
        "question": MessageTemplate(
            {
                "quantity": "pieces",
                "goods": "name of the article",
                "day": "date",
                "yes": "digit that says yes",
                "less": "digit that says less",
                "no": "digit that says no",
            }
        ),
        "alliance_invited": MessageTemplate({"alliance": "who asks", "url": "where it is answered"}),
        "proposal_opened": MessageTemplate(
            {"alliance": "whose vote", "subject": "what about", "until": "date", "url": "where to vote"}
        ),
        "supply_called": MessageTemplate(
            {
                "alliance": "who asks",
                "quantity": "pieces",
                "goods": "name of the article",
                "day": "date",
                "url": "where to promise",
            }
        ),
        "question_reply": MessageTemplate({"answer": "what became of a reply"}),
        "invitation": MessageTemplate(
            {"inviter": "who invites", "organisation": "into what", "url": "secret link", "until": "date"},
            secret=True,
        ),
        # To the people who run the place
        "cash_case": MessageTemplate(
            {
                "case": "its number",
                "holder": "who held the cash",
                "amount": "missing amount",
                "url": "link of the case",
            }
        ),
        "hold_appealed": MessageTemplate(
            {
                "cooperative": "its name",
                "amount": "held amount",
                "until": "when the answer is due",
                "url": "link of the holds",
            }
        ),
        "settlement_to_approve": MessageTemplate(
            {"date": "when it is due", "url": "link of the settlements"}
        ),
        "settlement_missed": MessageTemplate(
            {"date": "when it should have run", "url": "link of the settlements"}
        ),
    }
)
