"""Which strategy makes more money and keeps customers?"""
