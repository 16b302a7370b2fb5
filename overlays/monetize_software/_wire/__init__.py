"""
How requests reach a server: connections, time and size limits, proxies, TLS. Knows nothing of billing.
"""
