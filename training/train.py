#!/usr/bin/env python3
"""Trains the main-content model on the pages of TAMIS_DATA, cross-validates it and writes it.

    python3 training/train.py                cross-validate, then train on everything and write src/classify/model.txt
    python3 training/train.py --check        cross-validate only
    python3 training/train.py --models DIR   keep the models of the folds in DIR, for structure.py
    python3 training/train.py --leave-out    leave each set out in turn
    python3 training/train.py --lookahead    cross-validate at several lookaheads

Needs numpy, lightgbm and zstandard. Three minutes on two cores.
"""
import argparse
import collections
import datetime
import multiprocessing
import os
import statistics
import tempfile
import zlib

import lightgbm
import numpy as np

import after
import labels
import pages as corpus
from ends import EACH, ends
from pages import SCORED, SNIPPETS, score

FOLDS = 5
TREES = 300
# Larger steps first: then the early end of evaluation comes earlier.
RATES = [max(0.05, 0.08 * 0.99**tree) for tree in range(TREES)]
PARAMETERS = dict(objective="binary", num_leaves=31, max_bin=63, min_data_in_leaf=40,
                  feature_fraction=0.3, bagging_fraction=0.7, bagging_freq=1, lambda_l2=10, path_smooth=20,
                  use_missing=False, verbosity=-1, seed=2, deterministic=True, force_row_wise=True, num_threads=1)
WEIGHTS = dict(fundus=3, wcxb=2.5, small_multi=2.5, cleanportaleval=2.5, nonlatin=3)


def fold_of(page):
    """Returns the fold of a page, the same for all pages of a domain."""
    return zlib.crc32(corpus.domain(page).encode()) % FOLDS


class Rows:
    """The rows of all pages usable for training, with labels and weights."""

    def __init__(self, pages, results):
        xs, ys, ws, owners = [], [], [], []
        for at, (page, (_, texts, rows)) in enumerate(zip(pages, results)):
            if page["set"] == SNIPPETS or not page.get("gold_text") or not 0 < len(texts) <= 1500:
                continue
            y, words = labels.of(texts, page["gold_text"])
            if not any(y):
                continue
            w = np.minimum(words, 80) + 1.0
            w *= np.sqrt(min(len(texts), 200)) / w.sum() * WEIGHTS.get(page["set"], 1.0)
            xs.append(rows), ys.append(y), ws.append(w), owners.append(np.full(len(y), at))
        self.x, self.y = np.concatenate(xs), np.concatenate(ys)
        self.w, self.page = np.concatenate(ws), np.concatenate(owners)


def fit(rows, chosen, used=None, **parameters):
    x = rows.x[chosen] if used is None else rows.x[chosen][:, used]
    data = lightgbm.Dataset(x, rows.y[chosen], weight=rows.w[chosen], params=dict(PARAMETERS, **parameters))
    rates = lightgbm.reset_parameter(learning_rate=RATES)
    return lightgbm.train(dict(PARAMETERS, **parameters), data, TREES, callbacks=[rates])


def write(model, names, path, x, about=()):
    """Writes the model in the library's format, with the bounds for ending early.

    Thresholds are rounded down, so that no f32 value changes sides.
    """
    lines = ["tamis-model 1", *("# " + line for line in about)]
    lines += [f"feature {name}" for name in names]

    def short(value):
        return f"{value:.4g}"

    def walk(node):
        if "leaf_value" in node:
            return [f"{node['leaf_value']:.4f}"]
        below, above = walk(node["left_child"]), walk(node["right_child"])
        threshold = np.float32(node["threshold"])
        if threshold > node["threshold"]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        return [f"{node['split_feature']} {threshold:.9g} {len(below) + 1} {node['internal_value']:.3f}",
                *below, *above]

    places = ends(model, x, x[:, names.index("words")])
    for at, tree in enumerate(model.dump_model()["tree_info"]):
        place = places[at // EACH - 1] if at and at % EACH == 0 else None
        if place:
            lines.append("end {:.2f} {:.3f} {:.3f}".format(*place))
        lines += ["tree", *walk(tree["tree_structure"])]
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def outputs(pages, models, *options):
    """Returns the text of each page by the model of its fold."""
    texts = [None] * len(pages)
    for fold, path in models.items():
        own = [at for at, page in enumerate(pages) if fold is None or fold_of(page) == fold]
        for at, (text, _, _) in zip(own, corpus.run([pages[at] for at in own], "--model", path, *options)):
            texts[at] = text
    return texts


def table(pages, texts):
    """Returns the sF1 of each set with its bootstrap s.d., and the nAcc of the snippets."""
    scores = {}
    for page, text in zip(pages, texts):
        scores.setdefault(page["set"], []).append(score.score_page(page, text))
    result = {}
    for name, list_ in scores.items():
        result[name] = dict(score.aggregate(list_), **score.bootstrap_sd(list_), n=len(list_))
    result["empty"] = sum(not text.strip() for text in texts)
    return result


def show(result):
    for name in [*SCORED, *sorted(set(result) - set(SCORED) - {"empty"})]:
        if name not in result:
            continue
        r = result[name]
        parts = [f"{name:<16}{r['n']:>5}"]
        if "sF1" in r:
            parts.append(f"sF1 {r['sF1']:.4f} ±{r['sF1_sd']:.3f}  P {r['sP']:.4f}  R {r['sR']:.4f}")
        if "nAcc" in r:
            parts.append(f"nAcc {r['nAcc']:.4f} nF1 {r['nF1']:.4f}")
        print("  ".join(parts))
    print(f"mean of seven   {mean_of_seven(result):.4f}   empty {result['empty']}", flush=True)


def family(name):
    """Returns the name shared by sets of one origin, which are left out together."""
    return name.removesuffix("_rsdraft")


def leave_out(pages, results, names):
    """Scores each set with a model that has seen neither the set nor its domains."""
    rows = Rows(pages, results)
    families = np.array([family(page["set"]) for page in pages])[rows.page]
    domains = np.array([corpus.domain(page) for page in pages])
    total = {"empty": 0}
    with tempfile.TemporaryDirectory() as folder:
        def train(name):
            own = {corpus.domain(page) for page in pages if page["set"] == name}
            chosen = (families != family(name)) & ~np.isin(domains[rows.page], list(own))
            write(fit(rows, chosen), names, os.path.join(folder, name), rows.x[chosen])

        parallel(train, SCORED)
        for name in SCORED:
            own = [page for page in pages if page["set"] == name]
            texts = [text for text, _, _ in corpus.run(own, "--model", os.path.join(folder, name))]
            result = table(own, texts)
            total[name] = result[name]
            total["empty"] += result["empty"]
    return total


def parallel(work, parts):
    """Runs `work` in a process for each part, two at a time: threads inside LightGBM mostly wait."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=work, args=(part,)) for part in parts]
    for two in zip(processes[::2], [*processes[1::2], None]):
        [process.start() for process in two if process]
        [process.join() for process in two if process]
    assert all(process.exitcode == 0 for process in processes), [process.exitcode for process in processes]


def cross_validate(pages, results, names, used=None, options=(), keep=None, **parameters):
    rows = Rows(pages, results)
    folds = np.array([fold_of(page) for page in pages])[rows.page]
    used_names = names if used is None else [names[at] for at in used]
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or temporary
        os.makedirs(folder, exist_ok=True)
        models = {fold: os.path.join(folder, str(fold)) for fold in range(FOLDS)}

        def train(fold):
            chosen = folds != fold
            x = rows.x[chosen] if used is None else rows.x[chosen][:, used]
            write(fit(rows, chosen, used, **parameters), used_names, models[fold], x)

        parallel(train, models)
        texts = outputs(pages, models, *options)
    return table(pages, texts), texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    parser.add_argument("--leave-out", action="store_true", help="leave each set out in turn")
    parser.add_argument("--lookahead", action="store_true", help="cross-validate at several lookaheads")
    parser.add_argument("--models", metavar="DIR", help="keep the models of the folds")
    arguments = parser.parse_args()
    corpus.build()
    pages, names = corpus.load(), corpus.names()
    if arguments.lookahead:
        for blocks in ("3", "5", "10", "20", "40"):
            options = ("--lookahead", blocks)
            print(f"lookahead {blocks}")
            show(cross_validate(pages, corpus.run(pages, *options), names, options=options)[0])
        return
    results = corpus.run(pages)
    if arguments.leave_out:
        return show(leave_out(pages, results, names))
    result, texts = cross_validate(pages, results, names, keep=arguments.models)
    show(result)
    after.table(pages, texts)
    if not arguments.check:
        rows = Rows(pages, results)
        model = fit(rows, slice(None))
        about = provenance(pages, rows, result)
        write(model, names, os.path.join(corpus.ROOT, "src/classify/model.txt"), rows.x, about)


# Licences as the authors of the sets state them.
LICENCES = dict(fundus="MIT", wcxb="CC-BY-4.0", wcxb_rsdraft="CC-BY-4.0", daniel="GPL-3.0", dragnet="AGPL-3.0",
                cleaneval="none stated", cleanportaleval="not known", readability="Apache-2.0",
                nonlatin="as their repositories say", small_multi="mixed")


def provenance(pages, rows, result):
    used = collections.Counter(pages[at]["set"] for at in np.unique(rows.page))
    yield f"Made by training/train.py, {datetime.date.today()}; {len(rows.y)} blocks of {sum(used.values())} pages."
    yield "Only the trees below derive from the pages; they contain no text. Sets, pages, licences of the sets:"
    for name, count in sorted(used.items()):
        yield f"  {name} {count} {LICENCES.get(name, 'not known')}"
    yield f"Out of fold (five folds by domain), sF1: mean of seven {mean_of_seven(result):.4f}"
    for name in SCORED:
        yield f"  {name} {result[name]['sF1']:.4f}"
    yield f"  {SNIPPETS} (snippets, never trained on) nAcc {result[SNIPPETS]['nAcc']:.4f}"


def mean_of_seven(result):
    return statistics.fmean(result[name]["sF1"] for name in SCORED if name in result)


if __name__ == "__main__":
    main()
