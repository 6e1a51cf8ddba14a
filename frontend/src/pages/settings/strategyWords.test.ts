import { expect, test } from "vitest"
import type { Strategy } from "../../api/types"
import { strategyWords } from "./strategyWords"

const MARGIN: Strategy = { name: "margin", title: "Smallest margin", summary: "Clips between two classes.", paper: "Scheffer et al., 2001", needs: ["model"] }

test.each([
  [{}, "Clips between two classes. Scheffer et al., 2001. Needs a model; the default orders until there is one. A tenth is drawn by chance always."],
  [{ needs: ["vectors" as const], paper: "" }, "Clips between two classes. Needs vectors; the default orders until they are there. A tenth is drawn by chance always."],
  [{ needs: ["model" as const, "vectors" as const], paper: "" }, "Clips between two classes. Needs a model and vectors; the default orders until then. A tenth is drawn by chance always."],
  [{ needs: [], paper: "" }, "Clips between two classes. A tenth is drawn by chance always."],
])("says when to choose it, and what it needs: %j", (change, words) => {
  expect(strategyWords({ ...MARGIN, ...change })).toBe(words)
})
