"""What experiments in process call: a module for each group, with `make(settings, rows)`."""
