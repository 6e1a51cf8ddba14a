"""Curves as an SVG picture, drawn by hand: benches write it into the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 52, 150, 40, 44
COLORS = ("#1f6feb", "#d1495b", "#2e8b57", "#b7791f", "#7a4fbf", "#6b7280")
TICKS = 5
TEXT = 'font-family="system-ui, sans-serif" font-size="12" fill="#374151"'


@dataclass(frozen=True, slots=True)
class Line:
    """A named curve: `y` from 0 to 1 at each `x`, which rises."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


def plot(title: str, across: str, lines: Sequence[Line], *, level: float) -> str:
    """The curves below a title, `across` saying what x counts, and a dashed line at a level."""
    last = max(line.x[-1] for line in lines)

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + wide * x / last, 1), round(TOP + high * (1 - y), 1)

    right, bottom = place(last, 0.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" {TEXT} font-weight="600">{escape(title)}</text>',
        f'<text x="{right}" y="{HEIGHT - 8}" {TEXT} text-anchor="end">{escape(across)}</text>',
    ]
    for number in range(TICKS + 1):
        share = number / TICKS
        x, y = place(last * share, share)
        parts += [
            f'<path d="M{LEFT} {y}H{right}" stroke="#e5e7eb"/>',
            f'<text x="{LEFT - 8}" y="{y + 4}" {TEXT} text-anchor="end">{share:.1f}</text>',
            f'<text x="{x}" y="{bottom + 18}" {TEXT} text-anchor="middle">{last * share:g}</text>',
        ]
    _, y = place(0.0, level)
    parts.append(f'<path d="M{LEFT} {y}H{right}" stroke="#9ca3af" stroke-dasharray="5 4"/>')
    for number, line in enumerate(lines):
        parts += _drawn(number, line, [place(*one) for one in zip(line.x, line.y, strict=True)])
    return "\n".join([*parts, "</svg>", ""])


def _drawn(number: int, line: Line, places: Sequence[tuple[float, float]]) -> list[str]:
    """A curve, and its name in a list beside the plot."""
    color = COLORS[number % len(COLORS)]
    points = " ".join(f"{x},{y}" for x, y in places)
    x, y = WIDTH - RIGHT + 16, TOP + 10 + 20 * number
    return [
        f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>',
        f'<path d="M{x} {y}h18" stroke="{color}" stroke-width="3"/>',
        f'<text x="{x + 24}" y="{y + 4}" {TEXT}>{escape(line.name)}</text>',
    ]
