"""
Sockets, ASGI and in-process transports. Knows nothing of billing.
"""
