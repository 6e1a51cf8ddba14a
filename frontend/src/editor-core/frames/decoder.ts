/** Decoding with WebCodecs, where the browser has it. */
import { frameOfTime, openPackets, type PacketReader } from "./packets"
import type { Timing } from "./media"
import type { Loader, Take } from "./pictures"
import type { Renewal } from "./renewal"
import type { Part } from "./media"

const MICROSECONDS = 1e6
const KEPT_BYTES = 160 << 20
const MOST_KEPT = 900

/** A clip whose files may have other addresses later. */
interface Playing {
  readonly parts: readonly Part[]
  readonly timing: Timing
  readonly renewal: Renewal
}

/** A loader of decoded pictures; null where this browser cannot decode the clip by itself, or no one file holds it. */
export async function openDecoder(clip: Playing): Promise<Loader<VideoFrame> | null> {
  const [only, ...more] = clip.parts
  if (!only || more.length > 0 || only.frames < clip.timing.frames) return null
  // Only pages of a secure origin have it; the video element serves all others.
  if (!("VideoDecoder" in globalThis)) return null
  const { rate } = clip.timing
  const reader = await openPackets({ url: () => clip.parts[0]?.url ?? only.url, renewed: () => clip.renewal.needed() }, rate)
  if (!reader) return null
  // A decoder in hardware stalls when its few pictures are kept; one in software may have any number.
  const config: VideoDecoderConfig = { ...reader.config, hardwareAcceleration: "prefer-software", optimizeForLatency: true }
  const { supported } = await VideoDecoder.isConfigSupported(config)
  if (supported) return new GroupLoader(reader, config, rate)
  reader.close()
  return null
}

/** Decodes a group at a time; each picture is handed on as soon as it is there. */
class GroupLoader implements Loader<VideoFrame> {
  readonly most: number
  private readonly decoder: VideoDecoder
  private take: Take<VideoFrame> | null = null
  private problem: DOMException | null = null

  constructor(
    private readonly reader: PacketReader,
    config: VideoDecoderConfig,
    private readonly rate: number,
  ) {
    // A pixel takes a byte and a half.
    const pictureBytes = (config.codedWidth ?? 1) * (config.codedHeight ?? 1) * 1.5
    this.most = Math.min(MOST_KEPT, Math.floor(KEPT_BYTES / pictureBytes))
    this.decoder = new VideoDecoder({
      output: (picture) => this.output(picture),
      error: (problem) => {
        this.problem = problem
      },
    })
    this.decoder.configure(config)
  }

  async load(frame: number, take: Take<VideoFrame>): Promise<void> {
    const group = await this.reader.group(frame)
    if (!group) return
    if (this.problem) throw this.problem
    this.take = (at, picture) => take(at, picture)
    for (const chunk of group.chunks) this.decoder.decode(chunk)
    await this.decoder.flush()
    this.take = null
  }

  close(): void {
    if (this.decoder.state !== "closed") this.decoder.close()
    this.reader.close()
  }

  /** What frame a picture is, its own time says: the decoder's word, not our counting. */
  private output(picture: VideoFrame): void {
    if (this.take) this.take(frameOfTime(picture.timestamp / MICROSECONDS, this.rate), picture)
    else picture.close()
  }
}
