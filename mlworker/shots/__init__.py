"""Where a video was cut, which frame stands for each shot, and how good its pictures are."""
