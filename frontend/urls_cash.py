"""The cash desk."""

from django.urls import path

from frontend.views.cash import deposits, desk, remittances

urlpatterns = [
    path("cash/", desk.today, name="cash-today"),
    path("cash/differences/", desk.cases, name="cash-cases"),
    path("cash/remittances/", remittances.remittances, name="cash-remittances"),
    path("cash/carriers/<int:carrier_id>/", remittances.open_remittance, name="cash-open"),
    path("cash/remittances/<int:remittance_id>/", remittances.remittance, name="cash-remittance"),
    path("cash/deposits/", deposits.deposits, name="cash-deposits"),
    path("cash/deposits/<int:deposit_id>/", deposits.deposit, name="cash-deposit"),
    path("cash/deposits/<int:deposit_id>.pdf", deposits.deposit_paper, name="cash-deposit-paper"),
]
