"""The books of each customer: its costs, when its cash arrives, and why the margin is off plan."""
