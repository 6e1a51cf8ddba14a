/** The page starts here. */
import "@fontsource-variable/inter/wght.css"
import "./ui/tokens.css"
import "./ui/mantine.css"
import "./ui/base.css"
import "./ui/parts.css"
import "./ui/figures.css"
import "./ui/shell.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { writeFor } from "./api/client"
import { whoIsHere } from "./api/who"
import { App } from "./App"
import { catchDrops } from "./pages/data/upload/drops"
import { preferredLanguage, speak } from "./ui/language"

catchDrops()
writeFor(whoIsHere)
const root = document.getElementById("root")
if (root) {
  // A page in English is better than none.
  await speak(preferredLanguage()).catch(() => speak("en"))
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
