"""Background work: the rows that are its truth, and the errands that carry it out."""
