"""Runnable answers to what people keep asking: `python -m lessons` lists them."""
