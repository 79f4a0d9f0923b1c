"""Can I trust it?"""
