"""Loading: how related rows come along."""

PLACE = 4
LESSONS = ("n_plus_one", "lazy", "selectin", "joined", "raiseload", "strategies")
