"""What holds for every test.

Property tests draw the same examples on every machine and have no deadline, so that a busy machine fails none. No
test reads or writes the store of the person who runs it.
"""

import os

from hypothesis import settings

settings.register_profile("saydo", deadline=None, derandomize=True)
settings.load_profile("saydo")
os.environ["SAYDO_STORE"] = "none"
