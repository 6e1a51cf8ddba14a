"""How far labels and models can be trusted, out of what the rooms beneath know."""
