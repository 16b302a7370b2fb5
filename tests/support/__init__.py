"""
What several rings of tests need, one module per subject. Never holds a test.
"""
