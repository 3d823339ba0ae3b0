"""What it takes to begin: each import is a process of its own."""

from __future__ import annotations

import random
import subprocess
import sys

from measure import Result

PROGRAM = "import time\nw, c = time.perf_counter(), time.process_time()\n{}\n"
PROGRAM += "print(time.perf_counter() - w, time.process_time() - c)"
PROGRAMS = {
    "bursar": "import bursar",
    "bursar, to a client": "import bursar; bursar.EspAi(api_key='k-0123')",
    "requests": "import requests",
    "httpx": "import httpx",
    "aiohttp": "import aiohttp",
    "pydantic": "from pydantic import BaseModel\nclass Row(BaseModel):\n    id: str",
}


def imports(rounds: int) -> list[Result]:
    """How long the imports take, Python's own start not counted."""
    results = {name: Result(name) for name in PROGRAMS}
    for at in range(rounds + 1):
        for name in random.sample(list(PROGRAMS), len(PROGRAMS)):
            command = [sys.executable, "-I", "-c", PROGRAM.format(PROGRAMS[name])]
            told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
            # The first of all compiles what has not been compiled, and reads it from the disk.
            if at > 0:
                results[name].walls.append(float(told[0]))
                results[name].cpus.append(float(told[1]))
    return list(results.values())
