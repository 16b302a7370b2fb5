"""
The app's tables, in versions; a released one never changes.
"""
