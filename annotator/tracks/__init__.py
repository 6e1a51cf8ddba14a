"""Things that move: keyframes, what lies between them, and when they are there."""
