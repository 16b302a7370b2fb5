"""
What is decided about a paywall that was read.
"""
