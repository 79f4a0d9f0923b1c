"""Replications, executors, statistics and comparison."""
