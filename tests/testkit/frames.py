"""How smoothly a page moves: the time between its frames while something is done to it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page

_START = """() => {
    const times = []
    window.frameTimes = times
    const step = now => {
        times.push(now)
        if (window.frameTimes === times) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
}"""
_STOP = """() => {
    const times = window.frameTimes
    window.frameTimes = null
    return times
}"""
LATE_MS = 20.0


def gaps_while(page: Page, act: Callable[[], None]) -> npt.NDArray[np.float64]:
    """The milliseconds between frames while `act` goes on."""
    page.evaluate(_START)
    act()
    return np.diff(np.array(page.evaluate(_STOP), np.float64))


def late_share(gaps: npt.NDArray[np.float64]) -> float:
    """The share of frames that came later than a screen of 60 a second shows them."""
    return float((gaps > LATE_MS).mean())
