import pytest

from marketplace.notifications import waking


@pytest.fixture(autouse=True)
def wakes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a worker was woken, instead of asking a broker."""
    counted: list[str] = []
    monkeypatch.setattr(waking, "_waker", [lambda: counted.append("woken")])
    return counted
