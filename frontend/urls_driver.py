"""The page of the drivers of our own vehicles."""

from django.urls import path

from frontend.views import driver

urlpatterns = [
    path("driver/", driver.today, name="driver-today"),
    path("driver/set-out/", driver.set_out, name="driver-set-out"),
    path("driver/stops/<str:number>/", driver.tell, name="driver-tell"),
]
