"""From results to what people read: a page, a table in the terminal, Markdown, CSV."""

from bench.report.markdown import markdown_table
from bench.report.page import render_html
from bench.report.terminal import print_terminal
from bench.report.trials_csv import trials_csv

__all__ = ["markdown_table", "print_terminal", "render_html", "trials_csv"]
