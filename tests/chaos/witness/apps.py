"""A small app that exists in the processes of these tests alone: slow jobs, and a tally of what was executed."""

from django.apps import AppConfig


class WitnessConfig(AppConfig):
    """Jobs that last, with a witness."""

    name = "tests.chaos.witness"
    label = "chaos_witness"

    def ready(self) -> None:
        """Register the listeners and the tally."""
        from tests.chaos.witness import jobs, tally

        jobs.register()
        tally.keep()
