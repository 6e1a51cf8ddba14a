"""Who did what to what, when, from where: append-only and hash-chained."""
