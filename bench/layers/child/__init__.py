"""The process that is measured: one driver in one world, through a style or layer by layer."""
