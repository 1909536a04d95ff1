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

KINDS = {
    "ADDRESS": "an address",
    "AGE_90": "an age over 89",
    "BANK": "bank details",
    "DATE": "an exact date",
    "DOB": "a date of birth",
    "EMAIL": "an e-mail address",
    "EXT": "an extension or bleep",
    "HANDLE": "an account name",
    "IP": "a network address",
    "LOCATION": "a place",
    "MRN": "a hospital number",
    "NHS_NUMBER": "an NHS number",
    "NINO": "a National Insurance number",
    "NUMBER": "a number that may identify someone",
    "ORG": "an organisation",
    "PERSON": "a name",
    "PHONE": "a phone number",
    "POSTCODE": "a postcode",
    "PROF_REG": "a registration number",
    "ROLE_UNIQUE": "a role that singles someone out",
    "URL": "a link",
    "VEHICLE": "a vehicle registration",
}
"""Label -> what a moderator reads."""

PLACEHOLDER = re.compile("|".join(re.escape(word) for word in sorted(set(PLACEHOLDERS.values()))))
"""Any placeholder; rules never reach into one."""
