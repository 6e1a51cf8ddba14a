/** Going from region to region of a page, whatever page it is. */

const REGIONS = ["header", "nav", "main", "aside", "section[aria-label]"].join()
const CONTROLS = ["a[href]", "button:not(:disabled)", "input:not(:disabled)", "select:not(:disabled)", "textarea:not(:disabled)", "[tabindex='0']"].join()

/** Give the focus to the next region, or the one before; regions without a control of their own are passed over. */
export function turnRegion(by: 1 | -1): void {
  const entries = [...document.querySelectorAll<HTMLElement>(REGIONS)].flatMap((region) => entryOf(region) ?? [])
  const here = document.activeElement?.closest(REGIONS)
  const at = entries.findIndex((entry) => entry.closest(REGIONS) === here)
  // From nowhere the way leads to the first, or back to the last.
  const next = at < 0 && by < 0 ? entries.length - 1 : (at + by + entries.length) % entries.length
  entries[next]?.focus()
}

/** The first control of a region that lies in no region inside it. */
function entryOf(region: HTMLElement): HTMLElement | undefined {
  const controls = [...region.querySelectorAll<HTMLElement>(CONTROLS)]
  return controls.find((control) => control.closest(REGIONS) === region && control.checkVisibility({ visibilityProperty: true }))
}
