"""
Tells what the difference of two OpenAPI documents means for callers and for servers. For developers; not shipped.

A difference breaks callers when the new server may refuse what an old caller sends, or answer what an old caller cannot
read. It breaks servers when a server of the old document may refuse what a new caller sends, or answer what the new
document does not allow. So what narrows a request breaks callers and what widens it breaks servers; for an answer it is
the other way round. Whole additions (an operation, an optional field, an error code) break nobody.

The conventions of openapi.yaml count: unknown fields are ignored, an unknown error code gets the class of its status,
an enum with `x-open` may grow. What vanishes from an answer breaks callers too, because they lose its name.
"""
