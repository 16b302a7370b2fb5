"""
Keeps sessions, caches and ids of events in Redis or Valkey, which may forget the last second.
"""
