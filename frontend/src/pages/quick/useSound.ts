/** Whether clips sound in quick-tag mode: as this person left it, at first not. */
import { useEffect, useState } from "react"
import { remember } from "../../ui/preferences"

const KEY = "cliploop.quick.sound"

export function useSound() {
  const state = useState(() => localStorage.getItem(KEY) === "on")
  const [sound] = state
  useEffect(() => remember(KEY, sound ? "on" : "off"), [sound])
  return state
}
