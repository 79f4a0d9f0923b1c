"""One file for each system whose exports are told by their columns."""
