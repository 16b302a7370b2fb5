"""
What a Python program holds: clock, webhooks, events, deliveries, expectations. Hands out no row.
"""
