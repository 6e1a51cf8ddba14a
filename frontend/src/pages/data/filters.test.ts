import fc from "fast-check"
import { expect, test } from "vitest"
import { queryString } from "../../api/client"
import { bulkFilter, chipsOf, cleared, confidenceOf, type DataSearch, poor, readDataSearch, toggled, valuesOf, withConfidence } from "./filters"

const values = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,8}$/), { minLength: 1, maxLength: 4 })

test("what the address says survives being written and read again", () => {
  fc.assert(
    fc.property(values, values, (stages, tags) => {
      const search: DataSearch = { stage: stages.join(","), tag: tags.join(","), sort: "uncertain" }
      const address = Object.fromEntries(new URLSearchParams(queryString({ ...search })))
      expect(readDataSearch(address)).toEqual(search)
    }),
  )
})

test("what nobody knows is left out of the address", () => {
  expect(readDataSearch({ stage: "", sort: "newest", view: "grid", evil: "x", q: 7 })).toEqual({})
})

test("a value switched twice is as before", () => {
  fc.assert(
    fc.property(values, fc.constantFrom("stage", "tag", "source"), (chosen, list) => {
      const search = readDataSearch({ [list]: chosen.join(",") })
      const [first] = chosen
      const twice = toggled(toggled(search, list, first ?? ""), list, first ?? "")
      expect(new Set(valuesOf(twice, list))).toEqual(new Set(chosen))
    }),
  )
})

test("[S25] clips that are blurred or dark are asked for, told by a chip, and let go", () => {
  const asked = poor({ sort: "name" }, true)
  expect(asked).toEqual({ sort: "name", quality_max: "0.30" })
  expect(chipsOf(asked, (_, value) => value)).toEqual([{ key: "quality", text: "Blurred or dark", without: { sort: "name" } }])
})

test("the whole range of confidence is no filter", () => {
  expect(withConfidence({ confidence_min: "0.40" }, [0, 1])).toEqual({})
  expect(confidenceOf(withConfidence({}, [0.4, 0.75]))).toEqual([0.4, 0.75])
})

test("each chip says a value and takes only that one away", () => {
  const search: DataSearch = { stage: "annotate,review", confidence_min: "0.40", sort: "name" }
  const chips = chipsOf(search, (_, value) => value)
  expect(chips.map(({ text }) => text)).toEqual(["Stage: annotate", "Stage: review", "Confidence 0.40 – 1.00"])
  expect(chips[0]?.without).toEqual({ stage: "review", confidence_min: "0.40", sort: "name" })
  expect(cleared(search)).toEqual({ sort: "name" })
})

test("bulk actions get the same filter with lists as lists", () => {
  expect(bulkFilter({ stage: "annotate,review", q: "night" })).toEqual({ stage: ["annotate", "review"], q: "night" })
})
