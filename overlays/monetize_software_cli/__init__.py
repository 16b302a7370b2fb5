"""
The command line `monetize`: the billing API and the mock server from a terminal. Holds no rule of either.
"""
