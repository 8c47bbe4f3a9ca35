"""Faults under a write load, on served stacks: what was acknowledged must be there, once, whole."""
