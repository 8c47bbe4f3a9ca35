"""The claims as data: whole, named once, and tied to cells that there are."""

from itertools import groupby
from pathlib import Path

import pytest

from bench.claims.catalogue import CLAIMS, GROUPS, chosen
from bench.claims.claim import Claim
from bench.claims.config import Config, shares
from bench.errors import UserError

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/claims.md"
BUDGET_S = 200.0


def config(*names: str) -> Config:
    return Config(claims=chosen(names), budget_s=BUDGET_S, seed=1)


def test_a_name_is_there_once() -> None:
    names = sorted(claim.name for claim in CLAIMS)
    assert names == [name for name, _ in groupby(names)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_its_cells_exist(claim: Claim) -> None:
    for one in claim.experiments:
        assert {one.more, one.less} <= GROUPS[one.group].cells.keys()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_its_two_experiments_differ(claim: Claim) -> None:
    made, should = claim.experiments
    assert (made.group, made.more, made.less) != (should.group, should.more, should.less)


def test_every_cell_is_needed_by_a_claim() -> None:
    assert {name: config().cells_of(name) for name in GROUPS} == {
        name: set(group.cells) for name, group in GROUPS.items()
    }


def test_a_claim_takes_only_the_groups_that_it_needs() -> None:
    assert [group.name for group in config("pre-ping").groups] == ["pre-ping", "pre-ping at 10 ms"]


def test_the_budget_is_shared_out() -> None:
    assert sum(shares(config().groups, BUDGET_S).values()) == pytest.approx(BUDGET_S)


def test_names_keep_our_order() -> None:
    assert [claim.name for claim in chosen(["pre-ping", "orm-select"])] == [
        "orm-select",
        "pre-ping",
    ]


@pytest.mark.parametrize(
    ("name", "hint"), [("orm-selct", "did you mean orm-select"), ("qqq", "--list")]
)
def test_an_unknown_name_is_refused(name: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        chosen([name])


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_stands_in_the_page(claim: Claim) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"\n## {claim.name}\n\n> {claim.said}\n" in page
