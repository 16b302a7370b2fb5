"""
Answers the requests that openapi.yaml documents. Knows no socket and no page.
"""
