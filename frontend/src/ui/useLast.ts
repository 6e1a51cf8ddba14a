/** A value as it last was. */
import { useState } from "react"

/** A value as it last was: a session that ended must not clear the desk before somebody signs in again. */
export function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value)
  if (value !== undefined && value !== last) setLast(value)
  return value ?? last
}
