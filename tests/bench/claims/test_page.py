"""The page and the table, from a document alone."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bench.claims.catalogue import CLAIMS
from bench.claims.claim import Claim
from bench.claims.document import Document, read
from bench.claims.judgement import with_verdicts
from bench.claims.page import render_markdown
from bench.claims.run import lacking
from bench.claims.terminal import claims_table, print_terminal
from bench.errors import UserError
from bench.studies import files
from tests.bench.claims import synthetic


@pytest.fixture(scope="module")
def document() -> Document:
    return synthetic.document()


@pytest.fixture(scope="module")
def page(document: Document) -> str:
    return render_markdown(document)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_has_its_section(page: str, claim: Claim) -> None:
    assert f"\n## {claim.name}\n\n> {claim.said}\n" in page


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_has_a_line_in_the_table(page: str, claim: Claim) -> None:
    assert f"\n| [{claim.name}](#{claim.name}) |" in page


def test_a_verdict_stands_with_its_figures(page: str, document: Document) -> None:
    rounds = {one.as_made.rounds for one in document.claims}
    assert rounds == {4}
    assert page.count("| 4 | as claimed |") == len(CLAIMS)


def test_a_link_leads_to_its_source(page: str) -> None:
    assert "[psycopg's issue 448](https://github.com/psycopg/psycopg/issues/448), 2023" in page


def test_the_page_says_where_it_ran(page: str) -> None:
    assert "- PostgreSQL: 18, embedded" in page
    assert "- packages: sqlalchemy 2.1" in page


def test_what_was_thrown_out_is_counted_by_cell(page: str) -> None:
    assert "- read, `flask-psycopg2`: 2, the first because it was late" in page


def test_an_experiment_without_rounds_is_lacking() -> None:
    (claim,) = (claim for claim in CLAIMS if claim.name == "orm-select")
    made, should = (synthetic.figures(one, 1.2) for one in claim.experiments)
    assert lacking(with_verdicts(Document(figures=made), [claim]))
    assert not lacking(with_verdicts(Document(figures=made + should), [claim]))


def test_a_document_survives_its_file(document: Document, tmp_path: Path) -> None:
    files.write(document, tmp_path / "claims.json")
    assert read(tmp_path) == document


@pytest.mark.parametrize("content", ["", "{}[", '{"claims": 3}'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "claims.json"
    file.write_text(content)
    with pytest.raises(UserError, match=r"no whole claims\.json"):
        read(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"give a claims\.json"):
        read(tmp_path)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_name_is_whole_in_eighty_columns(document: Document, claim: Claim) -> None:
    assert f" {claim.name} " in printed(document)


def test_nothing_is_wider_than_eighty_columns(document: Document) -> None:
    assert max(map(len, printed(document).splitlines())) <= 80


def printed(document: Document) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_terminal(document, console)
    console.print(claims_table(CLAIMS))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
