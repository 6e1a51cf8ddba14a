/** What lies over the picture once something was begun: spans without an end, what is suggested, what a tool can do. */
import { OpenSpans } from "./OpenSpans"
import { Suggested } from "./Suggested"
import { ToolOptions } from "./ToolOptions"

export function Huds() {
  return (
    <>
      <OpenSpans />
      <Suggested />
      <ToolOptions />
    </>
  )
}
