"""The small pictures of a video: a sheet of tiles to hover over, and a poster."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from PIL import Image

from mlworker.decode.picture import Pixels

COLUMNS = 10
MOST_TILES = 100
TILES_PER_SECOND = 5
TILE_PX = 160
POSTER_PX = 640
QUALITY = 75
# A picture darker or flatter than this says nothing about a video.
DARK, FLAT = 24.0, 8.0


@dataclass(slots=True)
class Sheet:
    """Collects tiles from the frames of a proxy as they pass.

    `expected` frames are tiled evenly, `planned` tiles in all; where fewer or more come, so do
    tiles. `before` is how many tiles another sheet has of the frames before this one's first.
    """

    expected: int
    rate: Fraction
    reformatter: VideoReformatter = field(default_factory=VideoReformatter)
    tiles: list[Pixels] = field(default_factory=list)
    poster: Pixels = field(default_factory=lambda: np.zeros((2, 2, 3), np.uint8))
    poster_score: float = -1.0
    seen: int = 0
    before: int = 0
    planned: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once what each frame asks."""
        by_time = round(self.expected / self.rate * TILES_PER_SECOND)
        self.planned = max(1, min(MOST_TILES, self.expected, max(by_time, COLUMNS)))

    @property
    def rows(self) -> int:
        """How many rows the tiles fill."""
        return -(-len(self.tiles) // COLUMNS)

    @property
    def columns(self) -> int:
        """How many tiles a row has."""
        return min(COLUMNS, len(self.tiles))

    def begin(self, frame: int) -> None:
        """Begin at a frame: what is before it goes into another sheet."""
        self.seen = frame
        self.before = sum(self._due(tile) < frame for tile in range(self.planned))

    def look(self, frame: VideoFrame) -> None:
        """Take the frame in if it is a tile's turn."""
        tile = self.before + len(self.tiles)
        if self.seen >= self._due(tile) and tile < MOST_TILES:
            self.tiles.append(self._small(frame, TILE_PX))
            self._consider(frame)
        self.seen += 1

    def save(self, sprite: Path, poster: Path) -> None:
        """Write both as WebP."""
        height, width = self.tiles[0].shape[:2]
        sheet = np.zeros((self.rows * height, self.columns * width, 3), np.uint8)
        for index, tile in enumerate(self.tiles):
            down, right = divmod(index, COLUMNS)
            place = np.s_[down * height : (down + 1) * height, right * width : (right + 1) * width]
            sheet[place] = tile
        Image.fromarray(sheet).save(sprite, "WEBP", quality=QUALITY, method=4)
        self.save_poster(poster)

    def save_poster(self, poster: Path) -> None:
        """Write the poster alone."""
        Image.fromarray(self.poster).save(poster, "WEBP", quality=QUALITY, method=4)

    def join(self, tiles: Iterable[Pixels], poster: Pixels, poster_score: float) -> None:
        """Take over what the sheet of the next frames has."""
        self.tiles.extend(tiles)
        if poster_score > self.poster_score:
            self.poster, self.poster_score = poster, poster_score

    def _due(self, tile: int) -> int:
        return (2 * tile + 1) * self.expected // (2 * self.planned)

    def _consider(self, frame: VideoFrame) -> None:
        tile = self.tiles[-1]
        telling = min(float(tile.std()), 40.0) * (tile.mean() > DARK) * (tile.std() > FLAT)
        # Among telling pictures the earlier third of a video is the most like it.
        score = telling + 10.0 * (1 - abs(self.seen / max(1, self.expected) - 0.3))
        if score > self.poster_score:
            self.poster_score, self.poster = score, self._small(frame, POSTER_PX)

    def _small(self, frame: VideoFrame, wanted: int) -> Pixels:
        width = min(wanted, frame.width)
        height = max(2, round(frame.height * width / frame.width))
        if height > 2 * wanted:
            width, height = max(2, round(width * 2 * wanted / height)), 2 * wanted
        made = self.reformatter.reformat(
            frame, width, height, "rgb24", interpolation=Interpolation.AREA
        )
        return made.to_ndarray().astype(np.uint8, copy=False)
