"""How much of a file is worked through before it is refused, and what it is told then."""

from dataclasses import dataclass

from annotator.refusal import Code, Refusal

MEGAPIXEL = 1_000_000
# A still screen recording has about 25,000 pixels a byte; a file made to expand has millions.
PIXELS_PER_BYTE = 50_000
ALWAYS_ALLOWED_PIXELS = 5_000 * MEGAPIXEL
# Pictures are packed already; a zip of them hardly makes them smaller.
BYTES_PER_PACKED_BYTE = 100
ALWAYS_ALLOWED_BYTES = 2 << 30
# What shows one picture for hours has little in it, and each frame of that is work again.
SHOWN_PIXELS_PER_BYTE = 500_000
ALWAYS_SHOWN_PIXELS = 50_000 * MEGAPIXEL
# So many a frame costs beside its own, however small it is.
PIXELS_PER_FRAME = 60_000


@dataclass(slots=True)
class Budget:
    """What one video may hold. The sums of a whole file guard against files that expand.

    `packets` is how many were counted in it beforehand, 0 where nobody counted.
    """

    picture_pixels: int = 36 * MEGAPIXEL
    streams: int = 64
    frames: int = 2_000_000
    total_pixels: int = 4_000_000 * MEGAPIXEL
    packets: int = 0
    shown_pixels: int = ALWAYS_SHOWN_PIXELS
    unpacked_bytes: int = ALWAYS_ALLOWED_BYTES
    seen_bytes: int = 0
    seen_frames: int = 0
    seen_pixels: int = 0

    def allow(self, file_bytes: int) -> None:
        """Set the sums to what a file of this size may honestly hold."""
        honest = ALWAYS_ALLOWED_PIXELS + PIXELS_PER_BYTE * file_bytes
        self.total_pixels = min(self.total_pixels, honest)
        self.shown_pixels = ALWAYS_SHOWN_PIXELS + SHOWN_PIXELS_PER_BYTE * file_bytes
        self.unpacked_bytes = ALWAYS_ALLOWED_BYTES + BYTES_PER_PACKED_BYTE * file_bytes

    def unpack(self, file_bytes: int) -> None:
        """Count what a zip's member unpacks to. Refuses (`budget`) what goes past the sum."""
        self._unpacked(file_bytes, "This zip unpacks to", "Split it into smaller ones")

    def read(self, packet_bytes: int) -> None:
        """Count a packet. Refuses (`budget`) a file whose frames are the same bytes many times."""
        way_out = "Convert it to MP4 and upload it again"
        self._unpacked(packet_bytes, "The frames of this video come to", way_out)

    def check_streams(self, count: int) -> None:
        """Refuse (`budget`) a file of too many streams."""
        if count > self.streams:
            raise Refusal(
                Code.BUDGET,
                f"This file has {count} streams; at most {self.streams} are read. Export the "
                "video alone and upload it again",
            )

    def check_size(self, width: int, height: int) -> None:
        """Refuse (`budget`) too large a picture."""
        if width * height > self.picture_pixels:
            raise Refusal(
                Code.BUDGET,
                f"Its pictures are {width} by {height}; at most "
                f"{self.picture_pixels // MEGAPIXEL} megapixels are read. Scale the video down "
                "and upload it again",
            )

    def take(self, width: int, height: int) -> None:
        """Count one decoded picture. Refuses (`budget`) what goes past a sum."""
        self.seen_frames += 1
        self.seen_pixels += width * height
        self.check_size(width, height)
        self.check_frames(self.seen_frames)
        # The first picture tells what all packets would come to; of interlaced ones two are one.
        ahead = self.packets // 2 * width * height if self.seen_frames == 1 else 0
        if max(self.seen_pixels, ahead) > self.total_pixels:
            raise Refusal(
                Code.BUDGET,
                f"This video has more than {self.total_pixels // MEGAPIXEL:,} megapixels in all "
                "its pictures, too many for a file of its size. Split it into shorter parts, or "
                "scale it down",
            )

    def check_frames(self, frames: int) -> None:
        """Refuse (`budget`) too many frames."""
        if frames > self.frames:
            raise Refusal(
                Code.BUDGET,
                f"This video has more than {self.frames:,} frames. Split it into shorter parts, "
                "or choose fewer frames per second",
            )

    def show(self, frames: int, width: int, height: int) -> None:
        """Refuse (`budget`) too many frames of a proxy, also of such as cost the file nothing."""
        self.check_frames(frames)
        if frames * (width * height + PIXELS_PER_FRAME) > self.shown_pixels:
            raise Refusal(
                Code.BUDGET,
                f"This video comes to {frames:,} frames, too many for a file of its size: most of "
                "them show again what is there already. Choose fewer frames per second",
            )

    def _unpacked(self, file_bytes: int, what: str, way_out: str) -> None:
        self.seen_bytes += file_bytes
        if self.seen_bytes > self.unpacked_bytes:
            raise Refusal(
                Code.BUDGET,
                f"{what} more than {self.unpacked_bytes >> 20:,} MB, too much for a file of its "
                f"size. {way_out}",
            )
