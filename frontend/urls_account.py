"""The door."""

from django.urls import path

from frontend.views import account

urlpatterns = [
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/desks/", account.desks, name="desks"),
]
