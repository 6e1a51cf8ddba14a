"""Where an item is cut, which frames a model sees, and how they are read."""
