"""Runs the library over the pages of the quality sets: text and feature rows of each page."""
import os
import re
import subprocess
import sys
import threading

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(os.environ.get("TAMIS_DATA", os.path.join(ROOT, "..", "shared")), "quality")
sys.path.insert(0, DATA)
import score  # noqa: E402  (the scorer that comes with the data)

TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
FEATURES = os.path.join(TARGET, "release", "examples", "features")

# Never used for training: its gold texts are snippets. It serves as a check.
SNIPPETS = "trafilatura"
# The gold texts of this set count readers' comments, so its pages are run with --comments. Those of dragnet do not:
# there the comments only lower precision, from .92 to .77.
COMMENTED = ["cleaneval"]
SCORED = ["fundus", "wcxb", "dragnet", "cleaneval", "daniel", "small_multi", "cleanportaleval"]


def build():
    subprocess.run(["cargo", "build", "--release", "--quiet", "--example", "features", "--features", "training"], cwd=ROOT, check=True)


def load(sets=None):
    """Returns all pages: the record, with the decoded bytes in place of the HTML."""
    pages = [dict(rec, bytes=score.html_bytes(rec)) for rec in score.load(DATA, sets)]
    for page in pages:
        page.pop("html", None), page.pop("html_b64", None)
    return pages


def names():
    return subprocess.run([FEATURES, "--names"], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]


def run(pages, *options):
    """Returns for each page its text, the texts of its blocks and its feature rows."""
    results = [None] * len(pages)
    for flags in ((), ("--comments",)):
        own = [at for at, page in enumerate(pages) if (page["set"] in COMMENTED) == bool(flags)]
        for at, result in zip(own, run_alike([pages[at] for at in own], *flags, *options)):
            results[at] = result
    return results


def run_alike(pages, *options):
    width = len(names())
    half = (len(pages) + 1) // 2
    parts = [pages[:half], pages[half:]]
    results = [None, None]

    def work(at):
        process = subprocess.Popen([FEATURES, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

        def feed():
            for page in parts[at]:
                url = "".join((page.get("url") or "-").split())
                process.stdin.write(f"{len(page['bytes'])} {url}\n".encode() + page["bytes"])
            process.stdin.close()

        threading.Thread(target=feed, daemon=True).start()
        out, read = [], process.stdout
        for _ in parts[at]:
            text = read.read(number(read)).decode()
            texts, rows = [], []
            for _ in range(number(read)):
                texts.append(read.read(number(read)).decode())
                rows.append(read.read(4 * width))
            out.append((text, texts, np.frombuffer(b"".join(rows), "<f4").reshape(-1, width)))
        assert process.wait() == 0
        results[at] = out

    threads = [threading.Thread(target=work, args=(at,)) for at in (0, 1)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results[0] + results[1]


def number(stream):
    return int.from_bytes(stream.read(4), "little")


# The registered domain is the last two labels, or the last three below one of these.
SECOND_LEVEL = {"co", "com", "org", "net", "gov", "ac", "edu", "go", "ne", "or", "gob", "nom", "asso", "blogspot"}


def domain(page):
    host = re.sub(r"^[a-z]+://", "", (page.get("url") or "").lower()).split("/")[0].split(":")[0].split("@")[-1]
    labels = [label for label in host.split(".") if label]
    if not labels:
        return f"{page['set']}/{page['id']}"
    keep = 3 if len(labels) > 2 and labels[-2] in SECOND_LEVEL else 2
    return ".".join(labels[-keep:])
