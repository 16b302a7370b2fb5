"""
Event payloads, outbox, courier, senders, receivers, signing, log. Decides nothing about billing.
"""
