"""
Commands of `manage.py`.
"""
