"""
Keeps everything in this process, until it ends. For tests, and for what may be forgotten.
"""
