"""The fixed, typed words that stand where personal data stood: no numbering, no length kept."""

from __future__ import annotations

import re

PLACEHOLDERS = {
    "ADDRESS": "[address]",
    "AGE_90": "[age]",
    "BANK": "[bank details]",
    "DATE": "[date]",
    "DOB": "[date]",
    "EMAIL": "[email]",
    "EXT": "[phone]",
    "HANDLE": "[account]",
    "IP": "[network address]",
    "LOCATION": "[place]",
    "MRN": "[hospital number]",
    "NHS_NUMBER": "[NHS number]",
    "NINO": "[NI number]",
    "NUMBER": "[number]",
    "ORG": "[organisation]",
    "PERSON": "[name]",
    "PHONE": "[phone]",
    "POSTCODE": "[postcode]",
    "PROF_REG": "[registration number]",
    "ROLE_UNIQUE": "[role]",
    "URL": "[link]",
    "VEHICLE": "[vehicle]",
}
"""Label -> placeholder."""

PLACEHOLDER = re.compile("|".join(re.escape(word) for word in sorted(set(PLACEHOLDERS.values()))))
"""Any placeholder; rules never reach into one."""
