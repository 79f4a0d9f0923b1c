"""``python -m sim`` is ``saydo``."""

from sim.cli import main

if __name__ == "__main__":
    main()
