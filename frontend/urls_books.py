"""The books: the bank's statements, what does not agree, who holds the cash, and the auditor's pages."""

from django.urls import path

from frontend.views.audit import books
from frontend.views.cash import custody
from frontend.views.operator import bank, breaks, holds
from frontend.views.portal import holds as own_holds
from frontend.views.portal import members
from frontend.views.shop import orders as shop_orders

urlpatterns = [
    path("operator/bank/", bank.statements, name="operator-bank"),
    path("operator/bank/<int:statement_id>/", bank.statement, name="operator-bank-statement"),
    path("operator/bank/agency/", bank.agency, name="operator-agency"),
    path("order/<str:token>/hosted/", shop_orders.hosted, name="order-hosted"),
    path("operator/breaks/", breaks.breaks, name="operator-breaks"),
    path("operator/breaks/<int:break_id>/", breaks.shown, name="operator-break"),
    path("operator/breaks/<int:break_id>/<slug:step>/", breaks.act, name="operator-break-act"),
    path("operator/holds/<int:hold_id>/appeal/", holds.appeal, name="operator-hold-appeal"),
    path("portal/holds/<int:hold_id>/", own_holds.hold, name="portal-hold"),
    path("operator/custody/", custody.custody, name="operator-custody"),
    path("cash/differences/<int:case_id>/", custody.case, name="cash-case"),
    path("cash/sheet/", custody.sheet, name="cash-sheet"),
    path("portal/members/", members.members, name="portal-members"),
    path("portal/members/sheets/<int:sheet_id>/", members.sheet, name="portal-member-sheet"),
    path("portal/members/<slug:step>/", members.act, name="portal-members-act"),
    path("audit/", books.balances, name="audit-balances"),
    path("audit/journal/", books.journal, name="audit-journal"),
    path("audit/journal/<int:entry_id>/", books.entry, name="audit-entry"),
    path("audit/chain/", books.chain, name="audit-chain"),
    path("audit/journal.jsonl", books.journal_file, name="audit-journal-file"),
    path("audit/accounting.csv", books.accounting_file, name="audit-accounting-file"),
]
