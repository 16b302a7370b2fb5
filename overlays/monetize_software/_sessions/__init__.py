"""
Sessions of users: what is stored of them, when a token is renewed, and who renews it.
"""
