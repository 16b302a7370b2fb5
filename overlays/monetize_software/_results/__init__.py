"""
The classes that the SDK adds to those of the API, one module per tag. People find them in `monetize_software.models`.
"""
