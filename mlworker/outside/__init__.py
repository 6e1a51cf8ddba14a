"""Models that live elsewhere and are asked by HTTP."""
