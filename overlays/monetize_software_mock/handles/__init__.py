"""
What a Python program holds of a server: clock, webhooks, events, deliveries. Decides nothing.
"""
