"""Ask pip-audit whether anything in `requirements.lock` has a known vulnerability: `make audit`.

Exits with 0 if nothing has, 1 if something has, 2 if nobody can tell. pip-audit alone exits with 1
for the last two, and offline ends with pages of traceback.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"
# the lock is whole and hashed, so nothing has to be resolved and pip is not needed
OPTIONS = (
    *("--requirement", LOCK, "--require-hashes", "--disable-pip"),
    *("--format", "json", "--desc", "off", "--progress-spinner", "off"),
)
SHOWN = 5  # packages that could not be audited: mostly one, or all
OFFLINE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries", "ServiceError")


def judge(answer: str, said: str) -> tuple[int, str]:
    """Return the exit code and what to tell, for pip-audit's JSON and what it `said` on stderr."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, unanswered(said)
    if not packages:
        return 2, f"pip-audit found no package in {LOCK}: nothing was audited."
    found = [line for package in packages for line in vulnerabilities(package)]
    if found:
        return 1, "\n".join([*found, "Take versions that mend it: make lock."])
    skipped = [f"{package['name']}: {package['skip_reason']}" for package in unknown(packages)]
    if skipped:
        more = [f"and {len(skipped) - SHOWN} more"] if len(skipped) > SHOWN else []
        return 2, "\n".join([*skipped[:SHOWN], *more, "So this was no whole audit."])
    return 0, f"{len(packages)} packages, none with a known vulnerability."


def vulnerabilities(package: dict[str, Any]) -> list[str]:
    """Return a line for each known vulnerability of a package."""
    return [
        f"{package['name']} {package['version']}: {', '.join([each['id'], *each['aliases']])}; "
        f"mended in {', '.join(each['fix_versions']) or 'no version yet'}"
        for each in package.get("vulns", ())
    ]


def unknown(packages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of which pip-audit can say nothing."""
    return [package for package in packages if "skip_reason" in package]


def unanswered(said: str) -> str:
    """Return one sentence for an audit that did not take place."""
    if any(sign in said for sign in OFFLINE):
        return "The audit needs the network, and the vulnerability service does not answer."
    lines = said.strip().splitlines()
    return f"pip-audit could not audit {LOCK}: {lines[-1] if lines else 'it said nothing'}"


def main() -> None:
    """Run pip-audit of this environment, and tell."""
    program = Path(sys.executable).with_name("pip-audit")
    done = subprocess.run([program, *OPTIONS], capture_output=True, text=True)  # noqa: S603
    code, told = judge(done.stdout, done.stderr)
    print(told, file=sys.stderr if code else sys.stdout)
    sys.exit(code)


if __name__ == "__main__":
    main()
