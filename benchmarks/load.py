"""Asking a server for one page as fast as it answers, and what that costs it in CPU time."""

import multiprocessing
import os
import socket
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")


class Measure(NamedTuple):
    """One page under load. Times in milliseconds; CPU is the server's alone, web and database."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    size: int


def measure(
    port: int,
    path: str,
    pids: Iterable[int],
    *,
    seconds: float,
    headers: str = "",
    clients: int = 2,
) -> Measure:
    """Ask for ``path`` from ``clients`` at once for a while."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        f"Connection: close\r\n{headers}\r\n"
    ).encode()
    pids = list(pids)
    before = cpu_seconds(pids)
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        answers = pool.starmap(client, [(port, request, seconds)] * clients)
    spent = cpu_seconds(pids) - before
    times = sorted(moment for each, _size in answers for moment in each)
    count = len(times)
    return Measure(
        per_second=count / seconds,
        p50=statistics.median(times) * 1000,
        p99=times[int(count * 0.99) - 1] * 1000,
        cpu=spent / count * 1000,
        size=answers[0][1],
    )


def client(port: int, request: bytes, seconds: float) -> tuple[list[float], int]:
    """One visitor after another until time is up; any answer but 200 or 304 stops everything."""
    times, size = [], 0
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(request)
            received = bytearray()
            while part := connection.recv(65536):
                received += part
        times.append(time.perf_counter() - begun)
        if received[9:12] not in (b"200", b"304"):
            raise RuntimeError(received[:200].decode(errors="replace"))
        size = len(received)
    return times, size


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def descendants(pid: int) -> list[int]:
    """The processes below ``pid``, which is a gunicorn master or a postmaster."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found
