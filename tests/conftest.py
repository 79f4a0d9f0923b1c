"""Property tests draw the same examples on every machine and have no deadline, so that a busy machine fails none."""

from hypothesis import settings

settings.register_profile("saydo", deadline=None, derandomize=True)
settings.load_profile("saydo")
