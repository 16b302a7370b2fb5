"""
What is kept of answers, for how long, for whom, and what gives it up.
"""
