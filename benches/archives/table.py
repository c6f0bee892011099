"""Formats the measurements as Markdown. A missing figure is a dash."""

import json
import os

# Promised MiB of memory: 64, plus 32 for each thread.
MOST_MIB = {1: 96, 2: 128}
NAMES = {"main": "main content", "rules": "rules alone"}


def table(bench):
    parts = [head(bench), single(bench), threads(bench), memory(bench)]
    return "\n".join(part for part in parts if part) + "".join(f"\n* FAILED {fault}\n" for fault in bench.faults)


def head(bench):
    arguments = bench.arguments
    command = f"benches/batch.py --megabytes {arguments.megabytes} --runs {arguments.runs}"
    command += " --peer PYTHON" if arguments.peer else ""
    command += f" --stream-gigabytes {arguments.stream_gigabytes:g}" if arguments.stream_gigabytes else ""
    return (
        f"# Archives, measured\n\n`{command}` wrote this, on {os.cpu_count()} cores with a load of {bench.load:.1f} "
        f"before. Promised figures are in parentheses.\n\n{arguments.megabytes} MB of WARC.gz, "
        f"{number(bench.unpacked, '{:,}')} bytes unpacked: {bench.pages}.\n"
    )


def rows(*rows):
    """Formats rows; the first is the header."""
    head, *others = rows
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *others))


def number(value, form):
    return "–" if value is None else form.format(value)


def ratio(above, below, promise=""):
    """Formats `1.74 (≥ 1.7)`."""
    return number(above / below if above and below else None, "{:.2f}") + (promise and f" ({promise})")


def wall(bench, *names):
    """Adds up the fastest runs; None if one is missing."""
    runs = [bench.fastest.get(name) for name in names]
    return sum(run.wall for run in runs) if all(runs) else None


def single(bench):
    floor, peer = wall(bench, "decompression", "floor"), wall(bench, "peer")
    seconds = lambda value: number(value, "{:.2f}")
    lines = [
        ["decompression alone (flate2, zlib-rs)", seconds(wall(bench, "decompression")), "", ""],
        ["floor yardstick on the payloads", seconds(wall(bench, "floor")), "", ""],
        ["both", seconds(floor), "1", ratio(peer, floor)],
    ]
    for extract, name in NAMES.items():
        ours = wall(bench, (extract, 1, 1))
        least = "≥ 3" if extract == "main" else ""
        what = f"`tamis batch -j 1`, {name}"
        lines.append([what, seconds(ours), ratio(ours, floor, "≤ 2"), ratio(peer, ours, least)])
    lines.append(["FastWARC + Resiliparse `main_content`", seconds(peer), ratio(peer, floor), "1"])
    head = ["one thread", "seconds", "of decompression and floor", "speed beside the peer"]
    return rows(head, *lines)


def threads(bench):
    lines = []
    for extract, name in NAMES.items():
        for inputs, promise in ((1, "≥ 1.4"), (2, "≥ 1.7")):
            keys = [(extract, inputs, threads) for threads in (1, 2)]
            one, two = (wall(bench, key) for key in keys)
            digests = [bench.digests.get(key) for key in keys]
            same = "–" if None in digests else "yes" if digests[0] == digests[1] else "NO"
            what = f"{'one archive' if inputs == 1 else 'two archives'}, {name}"
            lines.append([what, number(one, "{:.2f}"), number(two, "{:.2f}"), ratio(one, two, promise), same])
    return rows(["threads", "seconds with 1", "seconds with 2", "faster", "same bytes"], *lines)


def memory(bench):
    lines = []
    for name, run in bench.fastest.items():
        if name[0] in ("bomb", "stream"):
            # All bombs run with two threads.
            threads = name[2] if name[0] == "stream" else 2
            peak = f"{run.peak:.1f} MiB (≤ {MOST_MIB[threads]})"
            stats = json.loads(run.said.splitlines()[-1])
            flags = ("kept", "kept_truncated", "kept_damaged", "kept_degraded", "damaged", "failed")
            said = ", ".join(f"{flag.replace('_', ' ')} {stats[flag]}" for flag in flags if stats[flag])
            what = f"{name[1]}, {threads} {'thread' if threads == 1 else 'threads'}"
            lines.append([what, peak, f"{run.wall:.1f}", said, str(run.status)])
    return rows(["memory", "peak", "seconds", "records", "exit status"], *lines) if lines else ""
