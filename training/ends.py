"""Bounds for ending the evaluation of the trees early, where the remaining trees would hardly ever change a label."""
import numpy as np

# Number of trees between two checks.
EACH = 8

# Cost of a changed label: PRICE trees for each word of the block, up to MOST_WORDS words.
PRICE = 8_000
MOST_WORDS = 80


def ends(model, x, words):
    """Returns the bounds of a model for each check, from its training rows and the words of their blocks."""
    starts = range(0, model.num_trees(), EACH)
    parts = (model.predict(x, start_iteration=start, num_iteration=EACH, raw_score=True) for start in starts)
    return ends_of_sums(np.cumsum(np.fromiter(parts, np.dtype((np.float32, len(x)))), axis=0), words)


def ends_of_sums(sums, words):
    """Returns for each check but the last: growth factor of the sum, lower and upper bound; `None` if it ends nowhere."""
    final, last = sums[-1], len(sums) - 1
    prices = PRICE * np.minimum(words, MOST_WORDS)
    # Expected number of trees still to evaluate for a block that does not end here, refined in each round.
    rest = [EACH * (last - at) / 2 for at in range(last)]
    for _ in range(3):
        ends, ended = [], np.full(len(final), last)
        for at in range(last):
            left = ended == last
            here, turned = sums[at], prices * ((sums[at] > 0) != (final > 0))
            good, bad = left & (here > 0), left & (here <= 0)
            above, below = bound(here[good], turned[good], rest[at]), -bound(-here[bad], turned[bad], rest[at])
            out = left & ((here > above) | (here < below))
            ended[out] = at
            ends.append((final[out] @ here[out] / (here[out] @ here[out]), below, above) if out.any() else None)
        rest = [EACH * (ended[ended > at] - at).mean() for at in range(last)]
    return ends


def bound(sums, turned, rest):
    """Returns the bound beyond which ending early gains most."""
    order = np.argsort(-sums)
    gain = np.arange(1, len(sums) + 1) * rest - np.cumsum(turned[order])
    best = np.argmax(gain) if len(gain) else 0
    return sums[order[best]] if len(gain) and gain[best] > 0 else np.inf
