"""
What `monetize doctor` looks at, one module per place. Changes nothing anywhere.
"""
