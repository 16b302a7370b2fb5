"""
What a client adds to its calls, checked once. Never changes after construction.
"""
