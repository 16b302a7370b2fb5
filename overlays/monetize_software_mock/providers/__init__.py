"""
The APIs behind the gateway: what reaches them, and what they answer. Knows no user, no balance and no socket.
"""
