"""script/bench prevalence: seconds beside the peers', as ratios."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from tutela.methods.prevalence.bench import main

sys.exit(main())
