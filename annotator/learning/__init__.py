"""What labels say, how they are split, judged and turned back into spans: no IO, no torch."""
