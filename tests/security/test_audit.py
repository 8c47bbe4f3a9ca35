"""What `make audit` makes of pip-audit's answers; nothing here asks the network."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SPEC = spec_from_file_location("audit", ROOT / "deploy/audit.py")
audit = module_from_spec(SPEC)
SPEC.loader.exec_module(audit)

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "inhouse", "skip_reason": "Dependency not found"}
BROKEN = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2024-22195"], "fix_versions": ["3.1.3"]}],
}
HOPELESS = {
    "name": "old",
    "version": "1",
    "vulns": [{"id": "PYSEC-2", "aliases": [], "fix_versions": []}],
}


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_sound_lock_is_0():
    told = "2 packages, none with a known vulnerability."
    assert audit.judge(answer(SOUND, SOUND), "No known vulnerabilities found") == (0, told)


def test_a_vulnerable_package_is_1_and_said_with_what_mends_it():
    code, told = audit.judge(answer(SOUND, BROKEN, SKIPPED), "Found 1 known vulnerability")
    assert code == 1
    assert "jinja2 3.1.2: PYSEC-1, CVE-2024-22195; mended in 3.1.3" in told


def test_a_vulnerability_that_nothing_mends_is_said_too():
    code, told = audit.judge(answer(HOPELESS), "")
    assert code == 1
    assert "old 1: PYSEC-2; mended in no version yet" in told


def test_what_could_not_be_audited_is_no_success():
    code, told = audit.judge(answer(SOUND, SKIPPED), "")
    assert code == 2
    assert told.startswith("inhouse: Dependency not found")


@pytest.mark.parametrize("nothing", ["", "[]", "{}", "null", answer()])
def test_no_answer_is_no_success(nothing: str):
    assert audit.judge(nothing, "")[0] == 2


def test_offline_is_one_sentence():
    trace = "Traceback …\nrequests.exceptions.ConnectionError: Max retries exceeded with url"
    assert audit.judge("", trace) == (
        2,
        "The audit needs the network, and the vulnerability service does not answer.",
    )


def test_another_failure_is_told_by_its_last_line():
    assert audit.judge("", "one\nERROR: no hash for x\n")[1].endswith("ERROR: no hash for x")


def test_the_whole_lock_is_asked_about_as_it_is():
    assert audit.OPTIONS[:2] == ("--requirement", "requirements.lock")
    assert {"--require-hashes", "--disable-pip"} <= set(audit.OPTIONS)
    assert (ROOT / audit.LOCK).is_file()
