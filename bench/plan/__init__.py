"""`bench plan`: how much of everything a load needs, by a queueing model of what was measured."""
