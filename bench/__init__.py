"""Bars as ratios against a named rival in the same run: `python -m bench` (or `make bench`) runs them all.

Each bench writes bench/results/<name>.json with machine, versions and medians of interleaved rounds.
"""
