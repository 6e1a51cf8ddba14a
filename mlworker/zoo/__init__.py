"""The models there are, and how each is built."""
