"""What does each customer cost, when does the cash arrive, and why is the margin off plan?"""
