/** What became of files that arrived is asked for all at once. */
import { expect, test, vi } from "vitest"
import type { Item } from "../../../api/types"
import { tell } from "./outcomes"
import { newUpload, type Upload } from "./queue"
import { UploadDesk } from "./uploads"

vi.mock("./remembered", () => ({ forget: () => Promise.resolve(), remember: () => Promise.resolve(), remembered: () => Promise.resolve([]) }))

const arrived = (itemId: number, state: Upload["state"] = "processing"): Upload => ({
  ...newUpload(`u${itemId}`, { name: `${itemId}.mp4`, size: 1 }, "", { rate: "native", dataset: null, asFrames: false }),
  state,
  itemId,
  arrived: true,
})
const item = (id: number, state: Item["state"], error: string | null = null) => ({ id, state, error }) as Item

test("each file is told what its clip is, and one that was not asked about waits", () => {
  const desk = new UploadDesk(1, 1)
  desk.use.setState({ uploads: [...[1, 2, 3, 4, 5].map((id) => arrived(id)), arrived(6, "failed")] })

  tell(desk, { asked: [1, 2, 3, 4, 6], items: [item(1, "ready"), item(2, "failed", "No picture in it"), item(3, "processing")] })

  const said = desk.use.getState().uploads.map(({ itemId, state, problem }) => [itemId, state, problem])
  expect(said).toEqual([
    [1, "ready", ""],
    [2, "failed", "No picture in it"],
    [3, "processing", ""],
    // Its frames became clips of their own.
    [4, "ready", ""],
    [5, "processing", ""],
    [6, "failed", ""],
  ])
})
