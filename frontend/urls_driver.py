"""The page of the drivers of our own vehicles."""

from django.urls import path

from frontend.views import driver, driver_rounds

urlpatterns = [
    path("driver/", driver.today, name="driver-today"),
    path("driver/set-out/", driver.set_out, name="driver-set-out"),
    path("driver/stops/<str:number>/", driver.tell, name="driver-tell"),
    path("driver/rounds/", driver_rounds.rounds, name="driver-rounds"),
    path("driver/rounds/<int:round_id>/set-out/", driver_rounds.set_out, name="driver-round-out"),
    path("driver/rounds/<int:round_id>/sheet.pdf", driver_rounds.sheet, name="driver-round-sheet"),
    path("driver/rounds/stops/<int:stop_id>/", driver_rounds.tell, name="driver-collect"),
]
