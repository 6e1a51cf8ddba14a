"""The order of the queue after each label: what is asked of the resident worker, and its answer."""
