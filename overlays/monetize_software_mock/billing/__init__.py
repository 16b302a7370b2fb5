"""
Money, access, tokens: renewals, checkouts, refunds, offers, scenarios. Knows no request and no page.
"""
