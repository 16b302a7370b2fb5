"""
All that a snapshot holds: rows, queries, agenda, clock, ids; the only source of time and chance. Decides nothing.
"""
