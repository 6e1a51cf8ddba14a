"""Writing model versions in forms that need no Cliploop."""
