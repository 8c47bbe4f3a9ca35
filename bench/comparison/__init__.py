"""A run of trials: which, in what order, how each is measured, when there are enough."""
