"""Which scenario makes more money and keeps more customers?"""
