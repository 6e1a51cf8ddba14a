"""Going to frames of numbered clips in the browser, and reading what the screen shows then."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from testkit.desk import open_item

# A browser without the decoder: the video element shows every frame.
NO_DECODER = "delete globalThis.VideoDecoder"
LOAD_MS = 60_000
# Frames are asked for as a person does, by field or arrow key. The number is read from whatever
# is seen: the canvas, or the video where it is hidden. See mlworker/demo for the row of bits.
DRIVER = """async ({targets, by}) => {
    const screen = document.querySelector(".screen")
    const field = document.querySelector("input[aria-label=Frame]")
    const [video, over] = [screen.querySelector("video"), screen.querySelector("canvas")]
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set
    const canvas = document.createElement("canvas")
    const context = canvas.getContext("2d", {willReadFrequently: true})
    const press = (target, key) => target.dispatchEvent(
        new KeyboardEvent("keydown", {key, code: key, bubbles: true}))
    const type = frame => {
        field.focus()
        setter.call(field, String(frame))
        field.dispatchEvent(new Event("input", {bubbles: true}))
        press(field, "Enter")
    }
    const there = frame => new Promise((resolve, reject) => {
        const found = () => screen.dataset.frame === String(frame)
            && screen.dataset.settled === "true"
        if (found()) return resolve()
        const late = setTimeout(() => reject(`${frame} never came`), 20_000)
        const watch = new MutationObserver(() => {
            if (!found()) return
            watch.disconnect()
            clearTimeout(late)
            resolve()
        })
        watch.observe(screen, {attributes: true})
    })
    const read = () => {
        // The decoder may be there before the video knows its own size.
        const [seen, wide, high] = over.hidden
            ? [video, video.videoWidth, video.videoHeight] : [over, over.width, over.height]
        ;[canvas.width, canvas.height] = [wide, 1]
        context.drawImage(seen, 0, Math.floor(high / 24), wide, 1, 0, 0, wide, 1)
        const row = context.getImageData(0, 0, wide, 1).data
        const bright = at => {
            const x = Math.floor((at + 0.5) * wide / 24)
            let sum = 0
            for (let near = x - 1; near <= x + 1; near += 1)
                sum += row[4 * near] + row[4 * near + 1] + row[4 * near + 2]
            return sum
        }
        if (bright(0) - bright(1) < 9 * 60) return null
        const middle = (bright(0) + bright(1)) / 2
        const bits = Array.from({length: 21}, (_, at) => bright(at + 2) > middle ? 1 : 0)
        if (bits.reduce((sum, bit) => sum ^ bit, 0) !== 0) return null
        return bits.slice(0, 20).reduce((sum, bit) => 2 * sum + bit, 0)
    }
    const [seen, took] = [[], []]
    for (const frame of targets) {
        const begun = performance.now()
        if (by === "step") press(document.body, frame > Number(screen.dataset.frame)
            ? "ArrowRight" : "ArrowLeft")
        else type(frame)
        await there(frame)
        took.push(performance.now() - begun)
        seen.push(read())
        await new Promise(resolve => requestAnimationFrame(resolve))
    }
    return {seen, took, origin: screen.dataset.origin, repeated: Number(screen.dataset.mismatches)}
}"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was seen at each target, and how long each took in milliseconds.

    `origin` is where pictures came from: "video" or "decoder".
    """

    seen: list[int | None]
    took: list[float]
    origin: str
    repeated: int

    def wrong(self, targets: Sequence[int], source: Sequence[int]) -> list[tuple[int, int | None]]:
        """Targets, each with the number that was seen instead of the mapped one."""
        pairs = zip(targets, self.seen, strict=True)
        return [(frame, seen) for frame, seen in pairs if seen != source[frame]]


def open_clip(page: Page, url: str, project: int, item: int, origin: str) -> None:
    """Open a clip and wait until its pictures come from there."""
    open_item(page, url, project, item)
    shown = page.locator(f".screen[data-origin={origin}][data-settled=true]")
    expect(shown).to_be_visible(timeout=LOAD_MS)


def seek(page: Page, targets: Sequence[int], *, by: str = "type") -> Sought:
    """Go to each frame in turn: typed, or by `step`, where each is the neighbor of the one before.

    The first target of steps must be the neighbor of the frame that is shown.
    """
    return Sought(**page.evaluate(DRIVER, {"targets": list(targets), "by": by}))
