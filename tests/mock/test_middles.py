"""
The middle of a body is found to the byte, wherever its pieces are cut.
"""

from __future__ import annotations

import pytest

from monetize_software_mock.faults.actions import Cut, FaultError
from monetize_software_mock.faults.middles import Middle, interrupted, middle
from monetize_software_mock.http.pieces import Break, Pause, Piece, Pieces

EVENTS = {
    "LF": b"data: 1\n\ndata: 2\n\nrest",
    "CRLF": b"data: 1\r\n\r\ndata: 2\r\n\r\nrest",
    "CR": b"data: 1\r\rdata: 2\r\rrest",
}


def cut(items: list[Piece], after: Middle) -> list[Piece]:
    """
    What comes of a body, and the break in it.
    """
    return list(interrupted(Pieces(items), after, Cut("close"), lambda: None))


def before(items: list[Piece]) -> bytes:
    """
    The bytes before the break.
    """
    place = items.index(Break("close"))
    return b"".join(each for each in items[:place] if isinstance(each, bytes))


@pytest.mark.parametrize("ending", EVENTS)
@pytest.mark.parametrize("number", [1, 2])
def test_event_ends_at_its_blank_line_wherever_pieces_are_cut(ending: str, number: int) -> None:
    """
    For every place at which one piece ends and the next begins, and byte by byte.
    """
    body = EVENTS[ending]
    expected = body[: body.index(b"data: 2") if number == 1 else body.index(b"rest")]
    cuts: list[list[Piece]] = [[body[:place], body[place:]] for place in range(len(body) + 1)]

    cuts.append([bytes([each]) for each in body])

    for items in cuts:
        assert expected == before(cut(items, Middle(number, "events")))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (Middle(0, "bytes"), [Break("close"), b"abc", Pause(1), b"", b"de"]),
        (Middle(1, "bytes"), [b"a", Break("close"), b"bc", Pause(1), b"", b"de"]),
        (Middle(3, "bytes"), [b"abc", Break("close"), Pause(1), b"", b"de"]),
        (Middle(4, "bytes"), [b"abc", Pause(1), b"", b"d", Break("close"), b"e"]),
        (Middle(6, "bytes"), [b"abc", Pause(1), b"", b"de"]),
        (Middle(1, "pieces"), [b"abc", Break("close"), Pause(1), b"", b"de"]),
        (Middle(3, "pieces"), [b"abc", Pause(1), b"", b"de", Break("close")]),
        (Middle(1, "events"), [b"abc", Pause(1), b"", b"de"]),
    ],
    ids=str,
)
def test_place_is_found_to_the_byte(after: Middle, expected: list[Piece]) -> None:
    """
    Nothing is lost and nothing is added but the break; without the place there is none.
    """
    assert expected == cut([b"abc", Pause(1), b"", b"de"], after)


@pytest.mark.parametrize(("text", "shown"), [("1 byte", "1 byte"), ("3 event", "3 events"), ("0 pieces", "0 pieces")])
def test_place_is_written_as_people_do(text: str, shown: str) -> None:
    """
    One or several, singular or plural.
    """
    assert shown == str(middle(text))


@pytest.mark.parametrize("text", ["", "3", "-1 bytes", "3 lines", "1.5 bytes", "3  events", "９ bytes", 4, None])
def test_anything_else_is_refused(text: str) -> None:
    """
    With what to write.
    """
    with pytest.raises(FaultError, match="such as '3 events'"):
        middle(text)
