/** What somebody types into a field over the value that is there. */
import { type ChangeEvent, type KeyboardEvent, useEffect, useState } from "react"

/** Takes what was typed to where it belongs. */
type Take = (text: string) => void

/** A text that is not taken yet: it belongs to what was shown when it was typed, whatever is shown by the time it is taken. */
export class Typing {
  private said: { readonly text: string; readonly take: Take } | null = null

  write(text: string, take: Take): void {
    this.said = { text, take }
  }

  drop(): void {
    this.said = null
  }

  /** Have the text taken, once. */
  leave(): void {
    const { said } = this
    this.said = null
    said?.take(said.text)
  }
}

/** What an input needs: Enter or leaving takes what was typed, as does the end of the field; Esc does not. */
export function useTyped(value: string, take: Take) {
  const [typing] = useState(() => new Typing())
  const [typed, setTyped] = useState<string | null>(null)
  // The field may go while somebody types, as where the clip plays on out of a label.
  useEffect(() => () => typing.leave(), [typing])
  return {
    value: typed ?? value,
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      typing.write(target.value, take)
      setTyped(target.value)
    },
    onBlur: () => {
      setTyped(null)
      typing.leave()
    },
    onKeyDown: ({ key, currentTarget }: KeyboardEvent<HTMLInputElement>) => {
      if (key === "Enter") currentTarget.blur()
      if (key !== "Escape") return
      typing.drop()
      setTyped(null)
    },
  }
}
