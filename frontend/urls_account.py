"""The door, and a customer's own pages; django-allauth's pages hang under the same address."""

from django.urls import path

from frontend.views import account, customer, joining, own_data, passkeys, pin, preferences, subscriptions
from frontend.views.portal.joining import scan

urlpatterns = [
    path("account/", customer.account, name="account"),
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/digits/", pin.enter, name="pin-enter"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/desks/", account.desks, name="desks"),
    path("account/orders/", customer.account_orders, name="account-orders"),
    path("account/orders/claim/", customer.account_claim, name="account-claim"),
    path("account/data/", own_data.account_data, name="account-data"),
    path("account/data/<int:export_id>.zip", own_data.account_data_file, name="account-data-file"),
    path("account/erase/", own_data.account_erasing, name="account-erase"),
    path("account/notifications/", preferences.account_notifications, name="account-notifications"),
    path("account/passkeys/", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/begin/", passkeys.begin, name="passkey-begin"),
    path("account/passkeys/again/", passkeys.again, name="passkey-again"),
    path("account/passkeys/challenge/", passkeys.challenge, name="passkey-challenge"),
    path("account/passkeys/enter/", passkeys.enter, name="passkey-enter"),
    path("account/passkeys/<int:passkey_id>/remove/", passkeys.remove, name="passkey-remove"),
    path("account/profile/", customer.account_profile, name="account-profile"),
    path("account/addresses/", customer.account_addresses, name="account-addresses"),
    path("account/addresses/new/", customer.account_address, name="account-address-new"),
    path("account/addresses/<int:address_id>/", customer.account_address, name="account-address"),
    path(
        "account/addresses/<int:address_id>/default/",
        customer.account_address_default,
        name="account-address-default",
    ),
    path(
        "account/addresses/<int:address_id>/delete/",
        customer.account_address_delete,
        name="account-address-delete",
    ),
    path("account/subscriptions/", subscriptions.subscriptions, name="account-subscriptions"),
    path(
        "account/subscriptions/of/<uuid:order_id>/",
        subscriptions.subscription_new,
        name="account-subscription-new",
    ),
    path(
        "account/subscriptions/<int:subscription_id>/",
        subscriptions.subscription,
        name="account-subscription",
    ),
    path(
        "account/subscriptions/<int:subscription_id>/delivery/",
        subscriptions.subscription_delivery,
        name="account-subscription-delivery",
    ),
    path(
        "account/subscriptions/<int:subscription_id>/act/",
        subscriptions.subscription_act,
        name="account-subscription-act",
    ),
    path("join/", joining.join, name="join"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("papers/<int:identifier_id>/", scan, name="paper-scan"),
]
