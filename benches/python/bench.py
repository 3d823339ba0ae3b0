"""Measures the Python package, as it is installed: `python bench.py WHEEL [--quick]`, as `cargo xtask bench` calls it.

With `--quick` it only proves that it runs and that all contestants give the same.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from local import pages, small
from loopback import asynchronous, blocking
from page import Measured, render, write
from starts import imports


def main() -> None:
    """Measures, and writes the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else 21
    direct: dict[str, Any] = {"rounds": rounds, "batch": 0.02, "warm": 0.2}
    remote: dict[str, Any] = {"rounds": rounds, "batch": 0.1, "warm": 0.3}
    if arguments.quick:
        direct = remote = {"rounds": 1, "batch": 0.001, "warm": 0}
    measured = Measured(
        pages([1, 100, 1_000, 9_999], direct),
        small(direct),
        blocking(remote),
        asynchronous(remote),
        imports(rounds),
        arguments.wheel.stat().st_size,
    )
    text = render(measured, rounds)
    if arguments.quick:
        print("The benchmark runs, and all contestants agree.")
    else:
        write(text)
        print(text)


if __name__ == "__main__":
    main()
