// Uploads a file with the public tus-js-client, whatever happens on the way.
const { readFileSync } = require("node:fs")
const [library, endpoint, key, path] = process.argv.slice(2)
const { Upload } = require(library)

new Upload(readFileSync(path), {
  endpoint,
  chunkSize: 200_000,
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: "cut.mp4" },
  retryDelays: Array(1000).fill(10),
  onShouldRetry: () => true,
  onSuccess: () => process.exit(0),
  onError: (error) => {
    console.error(String(error))
    process.exit(1)
  },
}).start()
