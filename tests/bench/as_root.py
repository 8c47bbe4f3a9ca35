"""For what only root can do: become another user, and be kept out of a folder as that one."""

import os

import pytest

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
