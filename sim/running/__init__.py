"""Replications and where they run: executors, fair sharing, cluster, runner, background jobs, stores."""
