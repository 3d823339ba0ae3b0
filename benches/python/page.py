"""What was measured, as Markdown that reads well in a terminal, too."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import NamedTuple

from measure import Result, deviation

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/benchmarks/python.md"
BEGIN = "<!-- Written by `cargo xtask bench --only python` from here. -->"
END = "<!-- To here. -->"
PEERS = ("requests", "httpx", "aiohttp", "pydantic", "msgspec")

Named = list[tuple[str, list[Result]]]


class Measured(NamedTuple):
    """All that was measured."""

    pages: list[tuple[int, int, list[Result]]]
    small: Named
    blocking: Named
    asynchronous: Named
    imports: list[Result]
    wheel: int


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table whose columns stand below each other; figures to the right."""
    widths = [max(3, *(len(row[at]) for row in [head, *rows])) for at in range(len(head))]

    def line(row: list[str]) -> str:
        cells = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = ["-" * width if at == 0 else f"{'-' * (width - 1)}:" for at, width in enumerate(widths)]
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *map(line, rows)])


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def compared(results: list[Result], unit: str = "us") -> str:
    """Time, ratio to the first, how far the rounds lie apart, and the ratio of processor times."""
    rows: list[list[str]] = []
    for result in results:
        time = median(result.walls) * (1e6 if unit == "us" else 1e3)
        wall, cpu = result.of(results[0])
        shown = f"{time:.2f}" if time < 100 else f"{time:,.0f}"
        rows.append([result.name, shown, f"{median(wall):.2f}", f"{deviation(wall):.2f}", f"{median(cpu):.2f}"])
    return table(["contestant", unit, "ratio", "±", "by processor time"], rows)


def _goal(what: str, most: float, results: list[Result], name: str, peer: str) -> list[str]:
    by_name = {result.name: result for result in results}
    wall, cpu = by_name[name].of(by_name[peer])
    met = median(wall) <= most and median(cpu) <= most
    told = f"{median(wall):.2f} ± {deviation(wall):.2f}"
    return [what, f"≤ {most}", told, f"{median(cpu):.2f}", "yes" if met else "no"]


def _speed(what: str, least: float, results: list[Result], name: str, peer: str) -> list[str]:
    by_name = {result.name: result for result in results}
    wall, cpu = by_name[peer].of(by_name[name])
    told = f"{median(wall):.2f} ± {deviation(wall):.2f}"
    return [what, f"≥ {least:g}", told, f"{median(cpu):.2f}", "yes" if median(wall) >= least else "no"]


def goals(measured: Measured) -> str:
    """The goals, the figure of each by both clocks, and whether it is met: without IO both clocks have to say so."""
    rows: list[list[str]] = []
    for count, _, results in measured.pages:
        if count > 1:
            what = f"a whole call, {_rows(count)}, of json.loads + the same rows"
            rows.append(_goal(what, 0.85, results, "bursar, a whole call", "json.loads + the same rows"))
    for count, _, results in measured.pages:
        if count >= 1000:
            rows.append(
                _goal(f"a whole call, {_rows(count)}, of pydantic", 0.7, results, "bursar, a whole call", "pydantic")
            )
    for name, results in measured.small:
        rows.append(
            _goal(f"a small call without IO ({name}), of by hand", 3.5, results, "bursar, a whole call", "by hand")
        )
    balance = dict(measured.blocking)["balance"]
    for peer, least in (("requests", 5.0), ("httpx", 3.0)):
        rows.append(_speed(f"a small call, speed, of {peer}", least, balance, "bursar", peer))
    for name, results in measured.asynchronous:
        rows.append(
            _goal(f"async around aiohttp ({name}), of bare aiohttp", 1.3, results, "bursar around aiohttp", "aiohttp")
        )
    begun = measured.imports[0]
    ms, spread = median(begun.walls) * 1000, deviation(begun.walls) * 1000
    cpu = median(begun.cpus) * 1000
    rows.append(["import, ms", "≤ 60", f"{ms:.1f} ± {spread:.1f}", f"{cpu:.1f}", "yes" if ms <= 60 else "no"])
    met = "yes" if measured.wheel <= 1_100_000 else "no"
    rows.append(["wheel, bytes", "≤ 1,100,000", f"{measured.wheel:,}", "-", met])
    return table(["what", "goal", "here", "by processor time", "met"], rows)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _commit() -> str:
    try:
        changed = ", with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
        return f"commit {_git('log', '-1', '--format=%h of %cs')}{changed}"
    except (OSError, subprocess.CalledProcessError):
        # The sources without their history.
        return "no known commit"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in told if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def machine(rounds: int) -> str:
    """Where it was measured, and against what."""
    peers = ", ".join(f"{name} {metadata.version(name)}" for name in PEERS)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    where = f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}{load}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"Measured at {_commit()}, median of {rounds} rounds.\n{where}; {python}; {peers}."


def render(measured: Measured, rounds: int) -> str:
    """All of it."""
    parts = [machine(rounds), "## Goals", goals(measured), "## Bytes to rows"]
    for count, size, results in measured.pages:
        parts += [f"### {_rows(count)}, {size:,} bytes", compared(results)]
    for title, named in (
        ("Small calls without IO", measured.small),
        ("End to end on loopback", measured.blocking),
        ("Awaited, end to end on loopback", measured.asynchronous),
    ):
        parts.append(f"## {title}")
        for name, results in named:
            parts += [f"### {name}", compared(results)]
    parts += ["## Import", compared(measured.imports, "ms")]
    return "\n\n".join(parts)


def write(text: str) -> None:
    """Into the page, between the marks."""
    page = PAGE.read_text("utf-8")
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")
