"""Contestants take turns in one process, so that what slows the machine down slows all of them."""

from __future__ import annotations

import random
import statistics
import time
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Clocks = tuple[float, float]
"""Seconds by the wall's clock and by the processor time of this process, which does not run while others are served."""


@dataclass
class Contestant:
    """What is measured: so many turns, in so much time."""

    name: str
    sample: Callable[[int], Clocks]


@dataclass
class Result:
    """What a contestant took, round by round."""

    name: str
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    def of(self, other: Result) -> tuple[list[float], list[float]]:
        """Its times as a part of another's, within each round, by both clocks."""
        pairs = (self.walls, other.walls), (self.cpus, other.cpus)
        wall, cpu = ([a / b for a, b in zip(own, theirs, strict=True)] for own, theirs in pairs)
        return wall, cpu


def deviation(values: list[float]) -> float:
    """The median absolute deviation: half of the rounds were nearer to the median than this."""
    center = statistics.median(values)
    return statistics.median(abs(value - center) for value in values)


def clock() -> Callable[[], Clocks]:
    """Starts both clocks."""
    wall, cpu = time.perf_counter(), time.process_time()
    return lambda: (time.perf_counter() - wall, time.process_time() - cpu)


def direct(name: str, run: Callable[..., Any], prepare: Callable[[], Any] | None = None) -> Contestant:
    """Work that is done when the function returns. What `prepare` makes for each turn is not counted."""

    def sample(times: int) -> Clocks:
        if prepare is None:
            stop = clock()
            for _ in range(times):
                run()
            return stop()
        prepared = [prepare() for _ in range(times)]
        stop = clock()
        for one in prepared:
            run(one)
        return stop()

    return Contestant(name, sample)


def awaited(name: str, loop: AbstractEventLoop, run: Callable[[], Awaitable[Any]]) -> Contestant:
    """Work that is awaited, one turn after the other."""

    async def turns(times: int) -> Clocks:
        stop = clock()
        for _ in range(times):
            await run()
        return stop()

    return Contestant(name, lambda times: loop.run_until_complete(turns(times)))


def compare(contestants: list[Contestant], *, rounds: int, batch: float, warm: float) -> list[Result]:
    """Runs the contestants round by round, each round in an order of its own; `batch` and `warm` are seconds."""
    times = [_calibrated(contestant, batch, warm) for contestant in contestants]
    results = [Result(contestant.name) for contestant in contestants]
    order = list(range(len(contestants)))
    for _ in range(rounds):
        random.shuffle(order)
        for at in order:
            wall, cpu = contestants[at].sample(times[at])
            results[at].walls.append(wall / times[at])
            # A clock whose grain is coarser than the batch shows nothing at all.
            results[at].cpus.append(max(cpu, 1e-9) / times[at])
    return results


def _calibrated(contestant: Contestant, batch: float, warm: float) -> int:
    """Warms a contestant up, and tells how many turns take as long as a batch should."""
    spent, times = 0.0, 1
    while True:
        wall, _ = contestant.sample(times)
        spent += wall
        if wall < batch:
            times *= 2
        elif spent >= warm:
            return max(1, round(times * batch / wall))
