"""Intervals, paired comparison, sequential stopping, selection of the best, and statements on risk."""
