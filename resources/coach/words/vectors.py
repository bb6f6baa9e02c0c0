# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ../words.vec of what cooccurrence.c wrote into this folder. Needs numpy, scipy and scikit-learn."""
import struct

import numpy as np
import scipy.sparse as sparse
from sklearn.utils.extmath import randomized_svd

WORDS, CONTEXTS, DIMENSIONS = 20000, 6000, 64


def unit(vectors):
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


words = [line.split()[0] for line in open("vocabulary.txt")]
pairs = np.fromfile("pairs.bin", dtype=np.dtype([("word", "i4"), ("context", "i4"), ("information", "f4")]))
matrix = sparse.csr_matrix(
    (pairs["information"], (pairs["word"], pairs["context"])), shape=(len(words), 2 * CONTEXTS), dtype=np.float32
)[:WORDS]
left, strengths, _ = randomized_svd(matrix, 96, n_iter=3, random_state=0)
vectors = unit(left * np.sqrt(strengths))
# The 64 strongest directions of what has become of the 96 by this.
vectors = unit(vectors @ np.linalg.svd(vectors, full_matrices=False)[2][:DIMENSIONS].T)
kept = sorted((word, i) for i, word in enumerate(words[:WORDS]) if not word.startswith("<"))
vectors = vectors[[i for _, i in kept]]
text = "".join(word + "\n" for word, _ in kept).encode()
with open("../words.vec", "wb") as file:
    file.write(b"TTWV" + struct.pack(">III", len(kept), DIMENSIONS, len(text)) + text)
    file.write(np.round(vectors / np.abs(vectors).max() * 127).astype(np.int8).tobytes())
