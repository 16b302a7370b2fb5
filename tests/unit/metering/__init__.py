"""
Are the ledger's steps right, and what balances decide?
"""
