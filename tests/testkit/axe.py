"""What axe finds on a page, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SOURCE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """async (only) => {
  const rules = only ?? { type: 'tag', values: TAGS }
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} ${target.join(' ')}: ${failureSummary.replace(/\\s+/g, ' ').slice(0, 240)}`))
}""".replace("TAGS", str(list(_TAGS)))
_THEME = """theme => document.documentElement.setAttribute('data-mantine-color-scheme', theme)"""


@cache
def _axe() -> str:
    return _SOURCE.read_text()


def findings(page: Page) -> list[str]:
    """What axe finds on what is shown, in both themes: the rule, the element, what is wrong."""
    # A color on its way from one theme to the other is of neither.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(_axe())
    shown = page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")
    found: list[Any] = page.evaluate(_RUN, None)
    page.evaluate(_THEME, "light" if shown == "dark" else "dark")
    # Only colors differ between themes.
    found += page.evaluate(_RUN, {"type": "rule", "values": ["color-contrast"]})
    page.evaluate(_THEME, shown)
    return sorted(set(map(str, found)))
