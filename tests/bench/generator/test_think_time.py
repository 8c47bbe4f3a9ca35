"""Think time of plain Locust, where one bound may be given without the other."""

import pytest

from tests.bench.generator.in_locust import printed

WAITS = """
import json, sys
from locust.argument_parser import get_parser
from locust.env import Environment
from locustfile import ApiUser, take_options

options = get_parser().parse_args(sys.argv[1:])
take_options(Environment(parsed_options=options))
ApiUser.host = "http://127.0.0.1:1"
user = ApiUser(Environment())
print(json.dumps([user.wait_time() for _ in range(50)]))
"""


@pytest.mark.parametrize(
    ("options", "least", "most"),
    [
        ((), 0, 0),
        (("--think-min", "2"), 2, 2),
        (("--think-max", "3"), 0, 3),
        (("--think-min", "1", "--think-max", "3"), 1, 3),
    ],
)
def test_users_think_as_long_as_they_are_told(options, least, most):
    waits = printed(WAITS, *options)
    assert least <= min(waits) <= max(waits) <= most
