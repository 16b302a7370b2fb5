"""
Holds the pages a browser meets. Never part of the vendor's API.
"""
