"""The use cases on a driver alone, with its own pool: twins `sync` and `aio`.

Each driver has a package here of its own name, with a module for each of its worlds. That is all
that a new one needs.
"""

from shared.repositories.raw.drivers import DRIVERS as DRIVERS
