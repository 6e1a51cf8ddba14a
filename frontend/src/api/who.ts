/** Whose page this is. */
import { client } from "../queryClient"
import { sessionExpired } from "./client"
import { sessionQuery } from "./queries"

/** The id of the person who is signed in, as far as the page knows. */
export function whoIsHere(): number | null {
  return client.getQueryData(sessionQuery.queryKey)?.user?.id ?? null
}

/** Say that a person's session is over, unless somebody else uses the page by now. */
export function sessionExpiredFor(user: number): void {
  if (whoIsHere() === user) sessionExpired()
}
