"""Questions asked of the simulator, one file a question."""
