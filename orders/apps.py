"""Baskets, orders, payments and refunds."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Baskets, orders, payments and refunds."""

    name = "orders"
    label = "orders"
