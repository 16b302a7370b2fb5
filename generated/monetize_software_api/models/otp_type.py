# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
from enum import StrEnum
from typing import Self


class OtpType(StrEnum):
    """
    Known values; others are kept as they came.
    """

    __module__ = "monetize_software.models"

    EMAIL = "email"
    INVITE = "invite"
    MAGICLINK = "magiclink"
    RECOVERY = "recovery"
    SIGNUP = "signup"

    @classmethod
    def _missing_(cls, value: object) -> "OtpType | None":
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value
        unknown._value_ = value
        return unknown

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return type(self), (str(self.value),)

    def __str__(self) -> str:
        return str(self.value)
