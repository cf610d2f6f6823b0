"""The due work of this package is claimed and put off as everywhere; see `marketplace.outbox.work`."""

from marketplace.outbox.work import BACK_OFF, LEASE, MAX_ATTEMPTS, claimed_one_by_one, put_off

__all__ = ["BACK_OFF", "LEASE", "MAX_ATTEMPTS", "claimed_one_by_one", "put_off"]
