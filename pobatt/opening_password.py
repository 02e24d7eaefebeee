"""FLOOR: passwords without which a file that has left the site cannot be opened (열기 암호).

A workbook is encrypted as Excel does it (ECMA-376 agile, AES-256); anything else goes into a ZIP with AES-256 (WinZip
AE-2), which 반디집, 7-Zip and the systems' own tools open.

The libraries are imported where they are used: they take 9 MiB, which a web worker needs only once a list leaves.
"""

import io
import secrets
from typing import BinaryIO

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another: 31 of them, 59 bits in twelve
SHORTEST = 10
LONGEST = 100


def new_password() -> str:
    """Return a password that can be read out over a telephone.

    >>> len(new_password())
    14
    """
    drawn = "".join(secrets.choice(LETTERS) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def is_good_enough(password: str) -> bool:
    """Say whether a password that a person has chosen is long enough, and of at least two kinds of signs.

    >>> is_good_enough("1234567890"), is_good_enough("pohang-2022")
    (False, True)
    """
    kinds = {"digit" if sign.isdigit() else "letter" if sign.isalpha() else "other" for sign in password}
    return SHORTEST <= len(password) <= LONGEST and len(kinds) >= 2


def lock(plain: BinaryIO, locked: BinaryIO, password: str, *, name: str) -> str:
    """Write a file again so that it opens with the password only; return its name then.

    A workbook keeps its name ('명단.xlsx'), anything else lies in an archive ('명단.pdf' in '명단.zip').
    """
    stem, _, ending = name.rpartition(".")
    if ending == "xlsx":
        lock_workbook(plain, locked, password)
        return name
    lock_in_zip(plain, locked, password, name=name)
    return f"{stem}.zip"


def lock_workbook(plain: BinaryIO, locked: BinaryIO, password: str) -> None:
    """Write an XLSX file again so that it opens with the password only."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain.seek(0)
    OOXMLFile(plain).encrypt(password, locked)


def lock_in_zip(plain: BinaryIO, locked: BinaryIO, password: str, *, name: str) -> None:
    """Write a ZIP that holds the file under `name` and opens with the password only, and shows that name."""
    import pyzipper

    plain.seek(0)
    with pyzipper.AESZipFile(
        locked, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        with archive.open(name, "w") as member:
            while piece := plain.read(io.DEFAULT_BUFFER_SIZE * 16):
                member.write(piece)


def unlock_workbook(locked: BinaryIO, password: str) -> bytes:
    """Return an XLSX file as it was before it was locked. Raises ValueError when the password does not open it."""
    import msoffcrypto

    plain = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(locked)
        file.load_key(password=password)
        file.decrypt(plain)
    except (
        Exception
    ) as error:  # the library meets a wrong key or a broken container with whatever it stumbles over
        raise ValueError("the password does not open the file") from error
    return plain.getvalue()
