"""Who belongs to the same affiliation, and whom a host wants to look at first; the machine alone refuses nobody."""

import re
import unicodedata

from registration.models import Attendee
from visits.models import SiteVisit

# What names of companies carry besides the name; ㈜ is taken apart by NFKC first.
FORMS = re.compile(
    r"\((?:주|유|사|재|합)\)|주식회사|유한회사|유한책임회사|합자회사|합명회사|사단법인|재단법인"
    r"|\b(?:co|inc|ltd|llc|corp|corporation|company|limited|gmbh|plc)\b\.?"
)
NOBODYS = {"", "개인", "없음", "무소속", "프리랜서", "individual", "none", "na", "freelance", "freelancer"}


def one_name(affiliation: str) -> str:
    """Return an affiliation as it is compared; "" for none.

    >>> one_name("㈜ 포항 소재"), one_name("포항소재 주식회사"), one_name("POHANG Materials Co., Ltd.")
    ('포항소재', '포항소재', 'pohangmaterials')
    """
    plain = FORMS.sub(" ", unicodedata.normalize("NFKC", affiliation).casefold())
    letters = "".join(sign for sign in plain if sign.isalnum())
    return "" if letters in NOBODYS else letters


def why_review(visit: SiteVisit, attendee: Attendee) -> str:
    """Return why the host looks at somebody before they are let in, in a sentence for staff, or ""."""
    name, domain = one_name(attendee.affiliation), attendee.email.rpartition("@")[2].lower()
    for entry in filter(None, map(str.strip, visit.competitors.splitlines())):
        company, listed_domain = one_name(entry), entry.lower().lstrip("@")
        if "." in listed_domain and (domain == listed_domain or domain.endswith("." + listed_domain)):
            return f"메일 주소가 동종 업계 목록의 '{entry}'에 속합니다."[:200]
        if company and company in name:
            return f"소속이 동종 업계 목록의 '{entry}'와(과) 비슷합니다."[:200]
    return ""
