"""`bench map`: database latency by users, and who leads in each cell."""
