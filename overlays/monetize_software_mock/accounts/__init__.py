"""
Who may sign in and who is: passwords, codes, mails, sessions, consents. Knows no request and no purchase.
"""
