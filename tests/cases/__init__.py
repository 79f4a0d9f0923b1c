"""Small cases from public bug reports of help desks, billing systems and simulators, each with its right value."""
