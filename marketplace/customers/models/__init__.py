"""The tables of the customers' room."""

from marketplace.customers.models.review import Review

__all__ = ["Review"]
