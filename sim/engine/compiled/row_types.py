"""Record types of the rows that the kernels write."""

from __future__ import annotations

import numpy as np

__all__ = ["ROWS"]

REAL, WHOLE, TRUTH = np.float64, np.int64, np.bool_

ROWS = {
    "touches": np.dtype(
        [
            *((name, WHOLE) for name in ("team", "customer", "day", "number")),
            *((name, REAL) for name in ("queued", "started", "ended")),
            ("resumed", TRUTH),
        ]
    ),
    "waits": np.dtype(
        [*((name, WHOLE) for name in ("team", "customer", "day", "number")), ("queued", REAL), ("ended", REAL)]
    ),
    "contacts": np.dtype(
        [
            *((name, WHOLE) for name in ("customer", "day", "number", "severity")),
            ("by_phone", TRUTH),
            ("outcome", WHOLE),
            *((name, REAL) for name in ("opened", "answered", "ended", "response_minutes")),
            *((name, REAL) for name in ("promised_minutes", "sold_minutes", "expected_minutes")),
            *((name, REAL) for name in ("resolution_minutes", "resolution_promised_minutes")),
            ("touches", WHOLE),
            ("chases", WHOLE),
            ("out_of_scope", TRUTH),
            ("waited_minutes", REAL),
            ("unsolved_minutes", REAL),
            ("plan", WHOLE),
            ("workaround_minutes", REAL),
        ]
    ),
    "calls": np.dtype(
        [
            *((name, WHOLE) for name in ("customer", "day", "number")),
            ("began", REAL),
            ("ended", REAL),
            ("outcome", WHOLE),
        ]
    ),
    "persons": np.dtype([*((name, WHOLE) for name in ("customer", "day", "number")), ("at", REAL), ("minutes", REAL)]),
    "grievances": np.dtype(
        [
            ("customer", WHOLE),
            ("at", REAL),
            ("cause", WHOLE),
            *((name, REAL) for name in ("size", "half_life_minutes", "grievance")),
        ]
    ),
    "breaking_points": np.dtype(
        [("customer", WHOLE), *((name, REAL) for name in ("at", "grievance", "breaking_point", "leaves_at"))]
    ),
}
"""Rows that the kernel writes, by table of :class:`sim.records.recorder.Records`, in the fields of their rows."""
