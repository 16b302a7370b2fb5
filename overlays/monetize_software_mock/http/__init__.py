"""
Requests and answers as values, bodies, hosts, languages. Knows nothing about billing.
"""
