#!/usr/bin/env python3
"""Scores tables, code, headings and list items of the Markdown of `wcxb` pages, each by the model of its fold.

    python3 training/train.py --check --models DIR
    cargo build --release --features training --bin tamis
    python3 training/structure.py DIR

Counts as `structure.py` of the data does; prints for each kind precision, recall and the mean F over the pages whose
gold Markdown has it.
"""
import collections
import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pages as corpus
from train import fold_of

TAMIS = os.path.join(corpus.TARGET, "release", "tamis")
KINDS = {"row": "rows", "code": "lines of code", "heading": "headings", "item": "items"}


def scorer():
    """Returns the scorer of the data as a module, without running it."""
    with open(os.path.join(corpus.DATA, "structure.py")) as file:
        source = file.read().replace("\nmain()\n", "\n")
    spec = importlib.util.spec_from_loader("structure", loader=None)
    module = importlib.util.module_from_spec(spec)
    module.__file__ = os.path.join(corpus.DATA, "structure.py")
    exec(compile(source, module.__file__, "exec"), module.__dict__)
    return module


def main():
    parse = scorer().parse
    pages = [page for page in corpus.load(["wcxb"]) if page.get("gold_markdown")]

    def run(page):
        command = [TAMIS, "-f", "markdown", "--links", "none", "--images", "none"]
        command += ["--model", os.path.join(sys.argv[1], str(fold_of(page)))]
        if page.get("url"):
            command += ["--url", page["url"]]
        return subprocess.run(command, input=page["bytes"], capture_output=True).stdout.decode("utf-8", "replace")

    found, written, gold = (collections.Counter() for _ in range(3))
    scores = collections.defaultdict(list)
    with ThreadPoolExecutor(2) as pool:
        for page, text in zip(pages, pool.map(run, pages)):
            expected, output = parse(page["gold_markdown"]), parse(text)
            for kind in KINDS:
                ours, theirs = output.get(kind, collections.Counter()), expected.get(kind, collections.Counter())
                same = (ours & theirs).total()
                found[kind] += same
                written[kind] += ours.total()
                gold[kind] += theirs.total()
                if theirs:
                    scores[kind].append(2 * same / (ours.total() + theirs.total()))
    for kind, name in KINDS.items():
        precision, recall = found[kind] / max(1, written[kind]), found[kind] / max(1, gold[kind])
        mean = sum(scores[kind]) / max(1, len(scores[kind]))
        print(f"{name:<14} P {precision:.3f}  R {recall:.3f}  mean F {mean:.3f} over {len(scores[kind])} pages")


if __name__ == "__main__":
    main()
