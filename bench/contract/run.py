"""Run checks against a service, and say what each found."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from bench.contract.api import Api
from bench.contract.catalogue import CHECKS
from bench.contract.registry import Check
from bench.contract.violations import ContractViolation
from bench.errors import UserError

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; `message` is empty when the service keeps to it."""

    group: str
    title: str
    ok: bool
    message: str


def run_checks(url: str, checks: Iterable[Check] = CHECKS) -> list[CheckResult]:
    """Run checks, by default all, against the service at `url`; UserError when none is there.

    The service must have no other visitors meanwhile: checks of pages and of the feed look at
    the newest rows. Rows that a check makes are deleted again.
    """
    with connect(url) as client:
        return [run_check(check, client, url) for check in checks]


@contextmanager
def connect(url: str) -> Iterator[httpx2.Client]:
    """Yield a client for a service that is there; it follows no redirects and uses no proxy."""
    with httpx2.Client(timeout=TIMEOUT_S, trust_env=False) as client:
        try:
            client.get(f"{url.rstrip('/')}/health")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UserError(
                f"Nothing answers HTTP at {url} ({error}): start the service or correct the URL."
            ) from error
        yield client


def run_check(check: Check, client: httpx2.Client, url: str) -> CheckResult:
    """Run one check; whatever a service does, this returns."""
    try:
        with Api(client, url) as api:
            check.run(api)
    except ContractViolation as violation:
        message = str(violation)
    except (httpx2.HTTPError, OSError) as error:
        message = f"no whole answer came: {type(error).__name__}: {error}"
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        message = f"an answer had an unexpected shape: {type(error).__name__}: {error}"
    else:
        message = ""
    return CheckResult(check.group, check.title, message == "", message)
