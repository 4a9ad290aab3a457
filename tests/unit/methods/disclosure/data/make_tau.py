"""How `tau.npz` was made: 12 random tables protected and audited by τ-ARGUS, through pytauargus 0.6.0 (EUPL-1.2).

Run in an environment of its own: python make_tau.py tau.npz. Not needed to run the tests.
"""

import sys

import numpy as np
import pytauargus

kept = {}
for seed in range(12):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(4, 9)), int(rng.integers(3, 6))) if seed < 9 else (4, 3, 3)
    weights = rng.dirichlet(np.full(int(np.prod(shape)), 0.6))
    codes = np.unravel_index(rng.choice(weights.size, size=int(rng.integers(400, 1_500)), p=weights), shape)
    names = [f"v{i}" for i in range(len(shape))]
    micro = {name: [f"c{int(code)}" for code in column] for name, column in zip(names, codes, strict=True)}
    micro["one"] = [1] * codes[0].size
    answer = pytauargus.protect(micro, names, "one", safety_rules="FREQ(10,30)", suppress="OPT(1,5)")
    margins = tuple(n + 1 for n in shape)
    counts, hidden = np.zeros(margins, np.int64), np.zeros(margins, bool)
    for row in answer.tables[0].rows:
        cell = tuple(shape[i] if row[name] == "Total" else int(row[name][1:]) for i, name in enumerate(names))
        counts[cell], hidden[cell] = row["freq"], row["status"] in ("U", "M", "B")
    audited = answer.engine.audit(0)
    kept[f"counts{seed}"], kept[f"hidden{seed}"] = counts, hidden
    kept[f"audit{seed}"] = np.array([(one["value"], one["min"], one["max"]) for one in audited], float).reshape(-1, 3)
np.savez_compressed(sys.argv[1], **kept)
