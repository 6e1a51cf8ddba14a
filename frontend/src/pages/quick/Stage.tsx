/** The clip that plays over and over, and beneath it, ready to be seen at once, those that follow. */
import { t } from "@lingui/core/macro"
import { IconVolume, IconVolumeOff } from "@tabler/icons-react"
import { useEffect, useRef } from "react"
import { secondsAt } from "../../editor-core/frames/time"
import { AHEAD, type Deck } from "../../editor-core/quick/deck"
import type { QuickClip } from "../../editor-core/quick/supply"

interface StageProps {
  readonly deck: Deck
  readonly sound: boolean
  readonly onSound: (sound: boolean) => void
}

export function Stage({ deck, sound, onSound }: StageProps) {
  const { current } = deck
  if (!current) return null
  const { name } = current
  const { width, height } = current.editor.clip
  // The one before stays ready too, so that going back to it takes no time either.
  const shown = [...deck.before.slice(-1), current, ...deck.ahead.slice(0, AHEAD)]
  const label = sound ? t`Sound off, key M` : t`Sound on, key M`
  return (
    <main className="qt-stage" tabIndex={-1} aria-label={t`Clip ${name}, playing in a loop`} data-item={current.editor.clip.id}>
      <div className="qt-room">
        <div className="qt-frame" style={{ "--ratio": width / height }} data-mantine-color-scheme="dark">
          {shown.map((clip) => (
            <QuickScreen key={clip.editor.clip.id} clip={clip} active={clip === current} sound={sound} speed={deck.speed} />
          ))}
          <span className="qt-chip qt-name">{current.name}</span>
          {current.rejected && <span className="qt-chip qt-rejected">{current.rejected}</span>}
          <button type="button" className="qt-chip qt-sound" data-command="mute" aria-label={label} title={label} aria-pressed={sound} onClick={() => onSound(!sound)}>
            {sound ? <IconVolume size={16} stroke={1.6} /> : <IconVolumeOff size={16} stroke={1.6} />}
          </button>
          <Playing key={current.editor.clip.id} clip={current} />
        </div>
      </div>
    </main>
  )
}

interface ScreenProps {
  readonly clip: QuickClip
  readonly active: boolean
  readonly sound: boolean
  readonly speed: number
}

/** A video that is loaded and stands on its first frame; it plays while it is the present one. */
function QuickScreen({ clip, active, sound, speed }: ScreenProps) {
  const { player, clip: facts } = clip.editor
  const video = useRef<HTMLVideoElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = video.current
    if (!element) return undefined
    const detach = player.attach(element)
    return () => {
      detach()
      // A video that is only dropped keeps its decoder and its bytes until somebody collects it.
      element.removeAttribute("src")
      element.load()
    }
  }, [player])
  useEffect(() => {
    if (!active) {
      if (player.speed !== 0) player.play(0)
      player.seek(0)
      return
    }
    player.loop = [0, facts.frames]
    player.play(speed)
    // How fast it plays from now on is for the keys to say.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only becoming the present one starts it
  }, [active, player])
  useEffect(() => {
    const tell = () => {
      if (box.current) Object.assign(box.current.dataset, { frame: String(player.shown), settled: String(player.settled) })
    }
    tell()
    return player.subscribe(tell)
  }, [player])
  // By CORS as in the workspace, so that what the browser keeps of a file does for both.
  return (
    <div ref={box} className={active ? "qt-screen on" : "qt-screen"} data-item={facts.id} aria-hidden={!active}>
      <video ref={video} crossOrigin="anonymous" preload="auto" playsInline muted={!active || !sound} disablePictureInPicture tabIndex={-1} poster={clip.poster} />
    </div>
  )
}

/** Where the clip is, written as it plays without rendering anything anew. */
function Playing({ clip }: { clip: QuickClip }) {
  const { player, clip: facts } = clip.editor
  const text = useRef<HTMLSpanElement>(null)
  const line = useRef<HTMLElement>(null)
  useEffect(() => {
    const length = brief(secondsAt(facts.frames, facts))
    const write = () => {
      const { shown } = player
      const now = brief(secondsAt(shown, facts))
      if (text.current) text.current.textContent = t`${now} / ${length} · f ${shown}`
      if (line.current) line.current.style.transform = `scaleX(${(shown + 1) / facts.frames})`
    }
    write()
    return player.subscribe(write)
  }, [player, facts])
  return (
    <>
      <span ref={text} className="qt-chip qt-time ws-num" />
      <div className="qt-line" aria-hidden="true">
        <i ref={line} />
      </div>
    </>
  )
}

/** `m:ss.t` */
function brief(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  const rest = String(Math.floor(tenths / 10) % 60).padStart(2, "0")
  return `${Math.floor(tenths / 600)}:${rest}.${tenths % 10}`
}
