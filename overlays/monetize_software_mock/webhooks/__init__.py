"""
Events, signatures, attempts and their log. Decides nothing about billing.
"""
