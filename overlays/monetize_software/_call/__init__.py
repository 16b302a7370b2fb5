"""
The life of one call, from the first attempt to its value or error.
"""
