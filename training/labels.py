"""Labels the blocks of a page as content or not, from its gold text."""
from pages import score


def shingles(words, n=4):
    return {tuple(words[i:i + n]) for i in range(len(words) - n + 1)}


def of(texts, gold):
    """Labels each block: 1 if most of its words occur in the gold text in this order, and it is not a repeat."""
    gold_words = [word.lower() for word in score.tokens(gold)]
    grams = {n: shingles(gold_words, n) for n in (1, 2, 3, 4)}
    lines = {tuple(word.lower() for word in score.tokens(line)) for line in gold.splitlines()}
    words = [[word.lower() for word in score.tokens(text)] for text in texts]
    labels = [0] * len(texts)
    for at, block in enumerate(words):
        if len(block) >= 6:
            found = [tuple(block[i:i + 4]) in grams[4] for i in range(len(block) - 3)]
            labels[at] = int(sum(found) >= 0.5 * len(found))
        elif len(block) >= 2 and tuple(block) in lines:
            labels[at] = 1
    for at, block in enumerate(words):
        if labels[at] or not 0 < len(block) < 6:
            continue
        n = min(4, len(block))
        near = labels[max(0, at - 1):at] + labels[at + 1:at + 2]
        if any(near) and shingles(block, n) <= grams[n]:
            labels[at] = 1
    seen = set()
    for at, text in enumerate(texts):
        if len(words[at]) >= 5:
            if text in seen:
                labels[at] = 0
            seen.add(text)
    return labels, [len(block) for block in words]
