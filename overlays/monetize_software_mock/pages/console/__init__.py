"""
The console: one module per page, each of which collects what its page shows and changes nothing.
"""
