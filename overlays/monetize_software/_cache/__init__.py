"""
Answers kept for a while: which, under whose name, how long, and what gives them up. Never sends by itself.
"""
