"""Labels on their way out: exports of what is there now, or was frozen."""
