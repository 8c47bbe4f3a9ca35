"""`bench price`: memory and connections a rate takes, and what a waiting request costs."""
