"""The load generator: Locust, driven trial by trial, with latencies in HDR histograms.

It is a process of its own (`python -m bench.generator`), because Locust replaces the standard
library's blocking calls (gevent) in whatever process imports it. `client` is the other end of its
pipes: neither it nor what it needs imports Locust.
"""
