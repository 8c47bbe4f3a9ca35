"""A page in the browser that remembers what it asked for and complained of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARTIFACTS = Path(__file__).parents[2] / "artifacts"


@contextmanager
def opened(browser, file: Path) -> Iterator:
    """Open a file; `requested` and `complaints` of the page have what it did since."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.requested, page.complaints = [], []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()


def kept_screenshot(page, name: str, scheme: str) -> bytes:
    """Keep a picture of the whole page as it looks in a colour scheme, and return it."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.emulate_media(color_scheme=scheme)
    path = ARTIFACTS / f"{name}-{scheme}.png"
    page.screenshot(path=path, full_page=True)
    return path.read_bytes()
