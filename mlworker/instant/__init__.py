"""The resident loop: a label in, a head fitted anew and the first of the pool out, in a second."""
