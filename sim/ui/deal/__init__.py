"""Can we promise this, at this price?"""
