// Runs before the first paint, so that a dark page never flashes white. Keys: src/ui/theme.ts.
;(function () {
  var work = /^\/p\/[^/]+\/(items|quick)\b/.test(location.pathname)
  var stored = localStorage.getItem(work ? "cliploop.theme.work" : "cliploop.theme.pages")
  var wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
  var theme = stored || (work ? "dark" : wanted)
  document.documentElement.setAttribute("data-mantine-color-scheme", theme)
})()
