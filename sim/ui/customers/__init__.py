"""Why did customers leave, and what should we do about each account?"""
