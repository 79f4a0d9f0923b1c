"""Why did they leave, and whom do we fix, charge or let go?"""
