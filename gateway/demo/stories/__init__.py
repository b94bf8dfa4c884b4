"""The stories of the legacy demo, one file each: what an API says, word for word, when it fails."""

from __future__ import annotations

from collections.abc import Callable

from gateway.demo.answers import Story
from gateway.demo.stories import apisix, fep, network, pages, soap, spring, tbm_studio


def tell_stories(clock: Callable[[], float], token_life_s: float) -> list[Story]:
    """Every story, fresh: what some of them remember (tokens, attempts) starts empty."""
    return [
        apisix.STORY,
        spring.STORY,
        fep.STORY,
        tbm_studio.tell(clock, token_life_s),
        pages.STORY,
        soap.STORY,
        network.STORY,
    ]
