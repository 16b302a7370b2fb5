"""
Does the receiving side end where the service is, whatever happens on the way?
"""
