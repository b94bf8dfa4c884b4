"""When a worker that ended is started again, and when that is hopeless."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.process.restarts import LONGEST_DELAY_S, MOST_FALSE_STARTS, Restarts


def test_one_crash_is_not_felt() -> None:
    """A worker that served is replaced at once, and again after a good life."""
    restarts = Restarts()
    assert [restarts.ended(60.0, served=True) for _ in range(3)] == [0, 0, 0]


def test_crashes_in_a_row_are_answered_ever_more_slowly() -> None:
    """0, 0.1 s, then doubled, at most 5 s; a good life starts anew."""
    restarts = Restarts()
    delays = [restarts.ended(1.0, served=True) for _ in range(9)]
    assert delays == [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]
    assert restarts.ended(11.0, served=True) == 0


def test_a_gateway_that_never_came_to_serve_is_hopeless() -> None:
    """Five false starts in a row are enough; one that served in between starts the count anew."""
    restarts = Restarts()
    for _ in range(MOST_FALSE_STARTS - 1):
        restarts.ended(0.1, served=False)
    assert not restarts.is_hopeless
    restarts.ended(0.1, served=True)
    for _ in range(MOST_FALSE_STARTS):
        assert not restarts.is_hopeless
        restarts.ended(0.1, served=False)
    assert restarts.is_hopeless


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), max_size=200))
def test_a_delay_is_bounded(lives: list[tuple[float, bool]]) -> None:
    """However workers live and die, the next one is started within five seconds."""
    restarts = Restarts()
    for lived_s, served in lives:
        assert 0 <= restarts.ended(lived_s, served=served) <= LONGEST_DELAY_S
