"""Results to report: a simulated run, a simulated ladder, and the page of the run."""

import pytest

from bench.attribution.findings import with_attributions
from bench.report import render_html
from bench.results import Results
from tests.bench import synthetic


@pytest.fixture(scope="session")
def run() -> Results:
    return synthetic.results(health=True, sweep=True, spoil=True)


@pytest.fixture(scope="session")
def page(run: Results) -> str:
    return render_html(run)


@pytest.fixture(scope="session")
def ladder() -> Results:
    return with_attributions(synthetic.results(truths=synthetic.ladder(), health=True))
