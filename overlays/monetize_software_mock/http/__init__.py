"""
Requests and answers as values, and how bodies are read. Knows nothing of billing.
"""
