"""How `ons.npz` was made: 20 random tables through the ONS package cell-key-perturbation 3.1.0 (MIT), pandas 2.3.3.

Run in an environment of its own: python make_ons.py ons.npz. Not needed to run the tests.
"""

import sys

import numpy as np
import pandas as pd
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

ptable = generate_ptable_10_5_rule()
noise = np.zeros((750, 256), np.int8)
noise[ptable["pcv"] - 1, ptable["ckey"]] = ptable["pvalue"]
kept = {"noise": noise}
for seed in range(20):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(200, 4_000))
    shape = tuple(int(n) for n in rng.integers(2, 7, size=int(rng.integers(1, 4))))
    weights = rng.dirichlet(np.full(int(np.prod(shape)), 0.4))
    codes = np.unravel_index(rng.choice(weights.size, size=size, p=weights), shape)
    names = [f"v{i}" for i in range(len(shape))]
    micro = pd.DataFrame(dict(zip(names, codes, strict=True)))
    micro["record_key"] = rng.integers(0, 256, size)
    for name, length in zip(names, shape):
        micro[name] = pd.Categorical(micro[name], categories=range(length))
    table = create_perturbed_table(micro, ptable, [names[0]], names[1:], "record_key", threshold=10)
    answer = np.full(shape, -1, np.int16)
    for row in table.rename(columns={"count": "count_"}).itertuples():
        cell = tuple(int(getattr(row, name)) for name in names)
        answer[cell] = -1 if pd.isna(row.count_) else row.count_
    kept[f"codes{seed}"] = np.stack(codes).astype(np.int8)
    kept[f"keys{seed}"] = micro["record_key"].to_numpy().astype(np.uint8)
    kept[f"answer{seed}"] = answer
np.savez_compressed(sys.argv[1], **kept)
