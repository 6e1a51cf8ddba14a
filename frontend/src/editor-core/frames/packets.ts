/** The encoded pictures of a proxy, read group by group as they are needed. */
import type { EncodedPacket, EncodedPacketSink, Input } from "mediabunny"
import { type Address, fetching } from "./renewal"

/** A sync frame and the pictures that depend on it, in the order in which they are decoded. */
export interface Packets {
  /** The frame of the sync frame. */
  readonly start: number
  readonly chunks: readonly EncodedVideoChunk[]
}

/** What the reader of a file with one video track can do. */
export interface PacketReader {
  readonly config: VideoDecoderConfig
  /** The group that a frame is in; null past the end. */
  group(frame: number): Promise<Packets | null>
  close(): void
}

const MOST_RETRIES = 2
const RETRY_SECONDS = 0.5
const CACHE_BYTES = 32 << 20

/** The frame of a picture that is shown at a time. */
export function frameOfTime(seconds: number, rate: number): number {
  return Math.floor(seconds * rate + 0.5)
}

/** Read an mp4 by ranges. Null where there is no video in it that says how to decode it. */
export async function openPackets(address: Address, rate: number): Promise<PacketReader | null> {
  // Loaded when the first clip opens, so that the first page stays small.
  const { EncodedPacketSink: Sink, Input: File, MP4, UrlSource } = await import("mediabunny")
  const source = new UrlSource(address.url(), {
    maxCacheSize: CACHE_BYTES,
    fetchFn: fetching(address),
    getRetryDelay: (attempts) => (attempts < MOST_RETRIES ? RETRY_SECONDS : null),
    // What fails while nobody waits fails again when somebody does, and is told then.
    handleUnhandledError: () => undefined,
  })
  const input = new File({ formats: [MP4], source })
  const track = await input.getPrimaryVideoTrack()
  const config = track && (await track.getDecoderConfig())
  return track && config ? new Reader(input, new Sink(track), config, rate) : null
}

class Reader implements PacketReader {
  constructor(
    private readonly input: Input,
    private readonly sink: EncodedPacketSink,
    readonly config: VideoDecoderConfig,
    private readonly rate: number,
  ) {}

  async group(frame: number): Promise<Packets | null> {
    const first = await this.sink.getKeyPacket((frame + 0.5) / this.rate)
    if (!first) return null
    const chunks = [first.toEncodedVideoChunk()]
    let packet: EncodedPacket | null = await this.sink.getNextPacket(first)
    while (packet && packet.type !== "key") {
      chunks.push(packet.toEncodedVideoChunk())
      packet = await this.sink.getNextPacket(packet)
    }
    return { start: frameOfTime(first.timestamp, this.rate), chunks }
  }

  close(): void {
    this.input.dispose()
  }
}
