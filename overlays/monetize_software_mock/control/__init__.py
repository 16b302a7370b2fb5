"""
The routes under `/_mock`. Decides nothing that a handle does not.
"""
