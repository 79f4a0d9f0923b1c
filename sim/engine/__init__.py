"""The clock: the only place that imports SimPy; it decides when, the rules decide what."""
