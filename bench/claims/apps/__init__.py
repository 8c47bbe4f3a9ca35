"""Apps that only a claim needs, each served as a process of its own."""
