/** What lies over the picture: how it came here, spans without an end, what is suggested, what a tool can do. */
import { OpenSpans } from "./OpenSpans"
import { Suggested } from "./Suggested"
import { ToolOptions } from "./ToolOptions"
import { Preparing, Rejection, Why } from "./Why"

export function Huds() {
  return (
    <>
      <Preparing />
      <Rejection />
      <Why />
      <OpenSpans />
      <Suggested />
      <ToolOptions />
    </>
  )
}
