/** Where letters lie until they are sent: in the browser's database, each the matter of one open tab. */
import type { Database } from "./database"
import type { Letter } from "./kept"
import { ALONE, type Tab } from "./tab"

/** The letters of one user that one tab answers for. */
export class Drawer {
  private isEmpty = true

  constructor(
    private readonly database: Database | null,
    private readonly user: number,
    readonly tab: Tab = ALONE,
  ) {}

  /**
   * The letters of tabs that were closed, which are this tab's from now on, oldest first; the first
   * time those too that this tab left when it was loaded anew.
   */
  async claim(): Promise<Letter[]> {
    if (!this.database) return []
    const open = await this.tab.open()
    const { store, done } = this.database.transaction("outbox", "readwrite")
    const kept = await store.index("user").getAll(this.user)
    const free = kept.filter(({ tab }) => (tab === this.tab.id ? this.isEmpty : !open.has(tab ?? "")))
    const taken = free.filter(({ tab }) => tab !== this.tab.id)
    // Its own need no room, so that those are found on a full disk too.
    await Promise.all([...taken.map((letter) => store.put({ ...letter, tab: this.tab.id })), done])
    this.isEmpty = false
    return free.map((letter) => ({ ...letter, tab: this.tab.id }))
  }

  /**
   * Write letters down, all or none. Answers the keys of those that are another tab's by now, which
   * are left as they are. Throws where the browser cannot write. New ones are no other tab's: the browser
   * is asked at once, and goes through with it even where the page is gone the next moment.
   */
  async put(letters: readonly Letter[], areNew: boolean): Promise<ReadonlySet<number>> {
    if (!this.database) throw new Error("This browser keeps nothing")
    const writing = this.database.transaction("outbox", "readwrite")
    const { store } = writing
    const lost = new Set<number>()
    const write = async (letter: Letter) => {
      const kept = areNew ? undefined : await store.get(letter.key)
      if (kept && kept.tab !== letter.tab && kept.edit.edit_id === letter.edit.edit_id) lost.add(letter.key)
      else await store.put(letter)
    }
    const asked = letters.map(write)
    if (areNew) writing.commit()
    await Promise.all([...asked, writing.done])
    return lost
  }

  /** Forget a letter. Where the browser cannot, it is sent once more at worst, and known by its name. */
  async remove(key: number): Promise<void> {
    await this.database?.delete("outbox", key).catch(() => undefined)
  }
}
