"""The books: the bank's statements, what does not agree, who holds the cash, and the auditor's pages."""

from django.urls import path

from frontend.views.operator import bank, breaks

urlpatterns = [
    path("operator/bank/", bank.statements, name="operator-bank"),
    path("operator/bank/<int:statement_id>/", bank.statement, name="operator-bank-statement"),
    path("operator/breaks/", breaks.breaks, name="operator-breaks"),
    path("operator/breaks/<int:break_id>/", breaks.shown, name="operator-break"),
    path("operator/breaks/<int:break_id>/<slug:step>/", breaks.act, name="operator-break-act"),
]
