# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""Contains shared errors types that can be raised from API functions"""


class UnexpectedStatus(Exception):
    """Raised by api functions when the response status an undocumented status and Client.raise_on_unexpected_status is True"""

    def __init__(self, status_code: int, content: bytes) -> None:
        self.status_code = status_code
        self.content = content

        super().__init__(f"Unexpected status code: {status_code}")


class InvalidPayload(ValueError):
    """
    A payload does not have the shape the API describes. The text never holds the payload's values.

    Attributes:
        model: Class that was being read.
        field: Wire name of the field, empty for the object itself.
        expected: What should have been there.
    """

    def __init__(self, model: str, field: str, expected: str) -> None:
        self.model = model
        self.field = field
        self.expected = expected

        super().__init__(model, field, expected)

    def __str__(self) -> str:
        return f"{self.model}{'.' if self.field else ''}{self.field} must be {self.expected}"


__all__ = ["InvalidPayload", "UnexpectedStatus"]
