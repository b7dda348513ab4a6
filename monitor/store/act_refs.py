"""Short references of acts, such as `K7QM`."""

from __future__ import annotations

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # 31, without I, L, O, 0 and 1


def act_ref(number: int, length: int = 4) -> str:
    """Returns the short reference of an act's id, such as `K7QM`, different for each id: four letters
    for the first 923,521 ids, then five, and so on.

    The number is multiplied within its block, so that ids that follow each other do not look alike; the
    factor shares no divisor with the size of the block (a power of 31), so that no two ids get the same
    reference.
    """
    size = len(LETTERS) ** length
    if number >= size:
        return act_ref(number - size, length + 1)
    scrambled = number * 387_420_489 % size
    text = ""
    for _ in range(length):
        scrambled, digit = divmod(scrambled, len(LETTERS))
        text += LETTERS[digit]
    return text
