"""
Does each store keep what it promises, on real databases?
"""
