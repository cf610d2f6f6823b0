"""Fixtures of the tests of logistics."""
