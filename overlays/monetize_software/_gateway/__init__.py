"""
Calls to AI providers through the metered gateway: what is sent, how one is opened, how its answer is read.
"""
