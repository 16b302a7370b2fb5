"""
Sockets, ASGI, in-process transports, faults on the wire. Knows nothing about billing.
"""
