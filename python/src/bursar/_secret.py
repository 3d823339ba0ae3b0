"""Text that no rendering shows."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """A token, a key, a redemption code, the URL of a payment page.

    It cannot be pickled: what is stored so is readable by whoever reads the file.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def expose(self) -> str:
        """The text itself. Whoever calls this answers for where it goes."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Secret) else NotImplemented

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        # So that `dataclasses.asdict` takes rows that hold secrets.
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: store what `expose()` gives where it is safe")
