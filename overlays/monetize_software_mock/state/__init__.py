"""
All that a snapshot holds: rows, their queries, the clock, the ids, what is due. Decides nothing.
"""
