"""`bench crossover`: from which database latency, users or connections on another stack leads."""
