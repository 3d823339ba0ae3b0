"""The example's programs: they end, say what they are to say, and show no secret."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent


def ran(folder: str, program: str, *words: str, **accounts: str) -> subprocess.CompletedProcess[str]:
    """A program, with a sandbox at hand: no account of whoever tests is in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BURSAR_")}
    environment |= {"BURSAR_SANDBOX": os.environ["BURSAR_SANDBOX"], **accounts}
    command = [sys.executable, "-W", "error::ResourceWarning", str(HERE / program), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def told(program: str, folder: str) -> str:
    """What a program prints, against a sandbox."""
    done = ran(folder, program)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


class Example(unittest.TestCase):
    """Both programs."""

    def test_the_demo_tells_the_chapters_of_the_rust_demo_draws_and_shows_no_secret(self) -> None:
        """As the other languages do."""
        source = (HERE.parent / "rust/src/main.rs").read_text("utf-8")
        chapters = [f"\u25b8 {title}" for title in re.findall(r'chapter\("([^"]+)"\)', source)]
        assert len(chapters) >= 5
        with tempfile.TemporaryDirectory() as folder:
            story = told("demo.py", folder)
            assert re.findall(r"^\u25b8 .*$", story, re.MULTILINE) == chapters
            assert Path(folder, "usage.png").read_bytes()[:4] == b"\x89PNG"
        ends = ["known by reply", "known by reading", "outcome_unknown", "none was sent twice", "books balance", "ada"]
        for end in ends:
            assert end in story
        for secret in (r"cpn-", r"[0-9a-f]{8}-[0-9a-f]{4}-", r"sk-demo"):
            assert re.search(secret, story) is None

    def test_the_month_ends_in_a_table_and_a_picture(self) -> None:
        """Against the sandbox."""
        with tempfile.TemporaryDirectory() as folder:
            report = told("month_end.py", folder)
            rows = Path(folder, "cards.csv").read_text("utf-8").splitlines()
            assert len(rows) == 248
            assert rows[0].startswith("id,create_time,")
            assert Path(folder, "usage.png").read_bytes()[:4] == b"\x89PNG"
        assert report.startswith("FIGURES OF THE SANDBOX, NOT YOURS")
        assert "247 cards" in report
        assert re.search(r"^espai +left +\d+ calls and an unlimited card$", report, re.MULTILINE)
        assert "None" not in report
        assert len(re.findall(r"^  \w+ +\d+\.\d\d  on \d+ days$", report, re.MULTILINE)) == 3

    def test_half_an_account_and_half_a_month_are_refused(self) -> None:
        """Before anything is asked or told."""
        halves = [
            ("BURSAR_OPENCATD_TOKEN", "BURSAR_OPENCATD_BASE_URL"),
            ("BURSAR_AKOOL_CLIENT_SECRET", "BURSAR_AKOOL_CLIENT_ID"),
        ]
        with tempfile.TemporaryDirectory() as folder:
            for there, missing in halves:
                half = ran(folder, "month_end.py", **{there: "http://127.0.0.1:9", "BURSAR_LBAI_TOKEN": "t"})
                assert (half.returncode, half.stdout) == (1, "")
                assert half.stderr == f"{there} is set, but not {missing}: set both, or neither\n"
            for words in (["10/2026"], ["2026-10", "2026-11"]):
                wrong = ran(folder, "month_end.py", *words)
                assert (wrong.returncode, wrong.stdout) == (1, "")
                assert wrong.stderr.startswith("usage: ")


if __name__ == "__main__":
    unittest.main()
