/** Forgetting the step of a clip that is on no desk: the change was given up in the list of all clips. */
import type { Database } from "./database"
import { begin, putStack, readStack, stacksOf, tabIn, without } from "./stacks"
import type { Tab } from "./tab"

/** Forget an edit that was given up, in the stacks that no other open tab writes into. */
export async function forgetEdit(database: Database, desk: string, tab: Tab, edit: string): Promise<void> {
  const open = await tab.open()
  const writing = begin(database)
  for (const name of await stacksOf(writing, desk)) {
    const left = tabIn(name) !== tab.id && open.has(tabIn(name)) ? null : without(await readStack(writing, name), edit)
    if (left) await putStack(writing, name, left)
  }
  await writing.done
}
