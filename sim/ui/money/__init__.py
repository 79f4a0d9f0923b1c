"""What does each customer cost, when does the cash come, and why off plan?"""
