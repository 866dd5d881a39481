"""Types of arrays that all of the engine speaks of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
