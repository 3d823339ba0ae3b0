"""Many threads, and processes that fork after the client was made, as those of gunicorn do."""

from __future__ import annotations

import os
import threading

import pytest

from bursar import EspAi
from bursar.testing import Sandbox

CHILDREN, CALLS = 4, 10


def test_fifty_threads_share_a_client(sandbox: Sandbox) -> None:
    wrong: list[object] = []
    barrier = threading.Barrier(50)

    def work(client: EspAi) -> None:
        barrier.wait()
        try:
            for _ in range(100):
                page = client.cards.list().page()
                if len({row.id for row in page.rows}) != 7:
                    wrong.append(page)
        except BaseException as error:
            wrong.append(error)

    with sandbox.client("espai", deadline=300, timeout=120) as client:
        threads = [threading.Thread(target=work, args=(client,)) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(sandbox.journal()) == 5000


def served(client: EspAi) -> None:
    """What a worker does: in its main thread, and in others."""
    counts: list[int] = []

    def work() -> None:
        counts.append(len(list(client.cards.list())))

    threads = [threading.Thread(target=work) for _ in range(CALLS // 2)]
    for thread in threads:
        thread.start()
    for _ in range(CALLS - len(threads)):
        work()
    for thread in threads:
        thread.join()
    assert counts == [7] * CALLS


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("used", [False, True], ids=["fresh", "used"])
def test_forked_workers_use_the_client_of_their_parent(sandbox: Sandbox, used: bool) -> None:
    with sandbox.client("espai") as client:
        if used:
            served(client)
        children: list[int] = []
        for _ in range(CHILDREN):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    served(client)
                    client.close()
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        served(client)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert codes == [0] * CHILDREN
        # A worker that ends, or closes the client, leaves that of the parent alone.
        served(client)
    arrivals = sandbox.journal()
    assert len(arrivals) == CALLS * (CHILDREN + 2 + used)
    assert {one["status"] for one in arrivals} == {200}
