"""
The rules of money, access and tokens. Knows no request and no page.
"""
