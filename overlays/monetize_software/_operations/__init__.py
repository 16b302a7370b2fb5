"""
One function per operation: arguments become a call. Sends nothing.
"""
