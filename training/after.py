#!/usr/bin/env python3
"""Counts wrong words around the article, per word of gold text.

    python3 training/after.py COMMAND...

Runs the command on each page (the page on its standard input, `{url}` replaced) and compares its words with the gold
text by groups of four: words that are in no such group are wrong. Those before the first right one stand before the
article, those behind the last right one after it.
"""
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pages as corpus
from labels import shingles
from pages import score

SETS = ["fundus", "wcxb", "small_multi"]
GROUP = 4


def wrong(text, gold):
    """Returns the numbers of wrong words before, inside and after the article, and of gold words."""
    words = [word.lower() for word in score.tokens(text)]
    known = [word.lower() for word in score.tokens(gold)]
    grams = shingles(known, GROUP)
    right = [False] * len(words)
    for at in range(len(words) - GROUP + 1):
        if tuple(words[at:at + GROUP]) in grams:
            right[at:at + GROUP] = [True] * GROUP
    if not any(right):
        return 0, len(words), 0, len(known)
    first, last = right.index(True), len(right) - right[::-1].index(True)
    return first, right[first:last].count(False), len(right) - last, len(known)


def table(pages, texts):
    """Prints a line for each set."""
    for name in SETS:
        counts = [wrong(text, page["gold_text"]) for page, text in zip(pages, texts)
                  if page["set"] == name and page.get("gold_text")]
        before, inside, after, gold = map(sum, zip(*counts))
        print(f"{name:<14} wrong words for 100 of gold: before {100 * before / gold:5.2f}"
              f"  inside {100 * inside / gold:5.2f}  after {100 * after / gold:5.2f}")


def main():
    pages = corpus.load(SETS)

    def run(page):
        command = [part.replace("{url}", page.get("url") or "") for part in sys.argv[1:]]
        return subprocess.run(command, input=page["bytes"], capture_output=True).stdout.decode("utf-8", "replace")

    with ThreadPoolExecutor(2) as pool:
        table(pages, list(pool.map(run, pages)))


if __name__ == "__main__":
    main()
