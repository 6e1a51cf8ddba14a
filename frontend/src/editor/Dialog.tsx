/** The dialog of all surfaces, under the name that the workspace knows it by. */
export { Dialog } from "../ui/Dialog"
