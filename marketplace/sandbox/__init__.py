"""A stateful twin of Stripe's API for development, demonstrations and tests."""
