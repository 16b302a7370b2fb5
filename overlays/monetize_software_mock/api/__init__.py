"""
The documented operations: routes, credentials, checks, handlers by `operationId`. Knows no socket and no page.
"""
