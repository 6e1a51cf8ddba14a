"""How good a model is, by the clips that judged it: curves, intervals, slices, comparisons."""
