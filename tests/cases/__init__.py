"""Small cases from public bug reports of help desks, billing systems and simulators, each with the value that is right."""
