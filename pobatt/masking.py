"""FLOOR: the one way in which personal data is masked; two ways side by side would give it away."""

from pobatt.phone import shown


def mask_phone(e164: str) -> str:
    """Return '010-****-5678': all digits but the first group and the last four are hidden.

    >>> mask_phone("+821012345678")
    '010-****-5678'
    """
    written = shown(e164)
    keep = max(3, len(written.split("-")[0].split(" ")[0]))
    middle = "".join("*" if letter.isdigit() else letter for letter in written[keep:-4])
    return written[:keep] + middle + written[-4:]


def mask_email(email: str) -> str:
    """Return 'ho****@example.com'; of a very short name one letter is left.

    >>> mask_email("hong.gildong@example.com")
    'ho****@example.com'
    """
    name, at, domain = email.rpartition("@")
    return f"{name[: 2 if len(name) > 2 else 1]}****{at}{domain}"


def mask_name(name: str) -> str:
    """Return '홍*동', '홍*', '남**수', 'H*** G******': first and last of Hangul, first letters of other words.

    >>> mask_name("홍길동")
    '홍*동'
    """
    words = name.split(" ")
    if len(words) == 1 and "가" <= name[:1] <= "힣":
        return name[:1] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")
    return " ".join(word[:1] + "*" * (len(word) - 1) for word in words)
