"""
Are the fold of events and its decisions right?
"""
