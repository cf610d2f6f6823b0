"""Starts the product with its servers on one machine, watches them, and stops them cleanly."""
