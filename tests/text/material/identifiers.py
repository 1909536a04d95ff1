"""Numbers with right check digits from ranges that stand for nobody: tests, drama, documentation."""

from __future__ import annotations

from random import Random


def nhs_number(random: Random) -> str:
    """From the test range 999, written in one of the usual ways."""
    while True:
        nine = "999" + _digits(random, 6)
        check = -sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        if check < 10:
            whole = f"{nine}{check}"
            gap = random.choice([" ", "-", "", " "])
            return gap.join((whole[:3], whole[3:6], whole[6:]))


def phone(random: Random) -> str:
    """From the ranges that Ofcom keeps for drama."""
    return random.choice(
        [
            f"07700 900{_digits(random, 3)}",
            f"07700900{_digits(random, 3)}",
            f"020 7946 0{_digits(random, 3)}",
            f"01632 960{_digits(random, 3)}",
            f"(0161) 496 0{_digits(random, 3)}",
            f"+44 7700 900 {_digits(random, 3)}",
            f"0113-496-0{_digits(random, 3)}",
        ]
    )


def extension(random: Random) -> str:
    return random.choice(["ext {}", "Ext. {}", "bleep {}", "extension {}", "x{}", "pager {}"]).format(
        _digits(random, 4)
    )


def mrn(random: Random) -> str:
    return random.choice(["hospital no. {}", "MRN {}", "MRN: {}", "hosp number {}"]).format(
        random.choice(["", "K", "RX", "D"]) + "1" + _digits(random, 6)
    )


def nino(random: Random) -> str:
    return random.choice(["QQ {} {} {} C", "QQ{}{}{}B"]).format(*(_digits(random, 2) for _ in range(3)))


def registration(random: Random) -> str:
    return random.choice(
        [
            f"GMC {random.randint(4, 7)}{_digits(random, 6)}",
            f"GMC number {random.randint(4, 7)}{_digits(random, 6)}",
            f"NMC PIN {_digits(random, 2)}E{_digits(random, 4)}O",
            f"HCPC PH{_digits(random, 6)}",
            f"GPhC 20{_digits(random, 5)}",
        ]
    )


def postcode(random: Random) -> str:
    """Areas that the Royal Mail does not use."""
    return random.choice(["ZE99 9ZZ", "SW99 7QT", "HX99 1AB", "ls99 4ap", "PO99 2RW"])


def address(random: Random, half: int) -> str:
    names = (("Tannery", "Larkrise", "Cinder", "Ropewalk"), ("Foundry", "Heronbrook", "Saddler", "Mossgate"))[
        half
    ]
    kinds = (("Road", "Lane", "Avenue", "Close"), ("Street", "Drive", "Crescent", "Way"))[half]
    number = random.choice(["14", "7a", "221", "Flat 3, 60"])
    return f"{number} {random.choice(names)} {random.choice(kinds)}"


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def birthday(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1935, 2012)
    return random.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{day}.{month}.{year % 100:02}",
            f"{day} {_MONTHS[month - 2]} {year}",
        ]
    )


def day(random: Random) -> str:
    number, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(2015, 2026)
    name = _MONTHS[month - 2]
    return random.choice(
        [
            f"{number} {name} {year}",
            f"{number}th {name} {year}",
            f"{name} {number}, {year}",
            f"{number:02}/{month:02}/{year}",
            f"{year}-{month:02}-{number:02}",
            f"{number}-{name[:3]}-{year}",
        ]
    )


def old_age(random: Random) -> str:
    years = random.randint(90, 104)
    return random.choice(["aged {}", "{} years old", "{}-year-old", "age {}", "{}yo"]).format(years)


def link(random: Random) -> str:
    return random.choice(
        [
            f"bit.ly/rota{_digits(random, 4)}",
            f"https://intranet.example.nhs.uk/teams/ward{_digits(random, 2)}",
            "www.linkedin.com/in/somebody-like-me",
            f"https://www.facebook.com/groups/{_digits(random, 6)}",
        ]
    )


def handle(random: Random) -> str:
    return random.choice(["@tired_midwife{}", "@porter.life{}", "u/bleep_holder{}"]).format(
        _digits(random, 2)
    )


def network(random: Random) -> str:
    return random.choice(
        [f"192.0.2.{random.randint(1, 250)}", f"10.4.{random.randint(1, 250)}.7", "2001:db8::5:1"]
    )


def vehicle(random: Random) -> str:
    letters = "".join(random.choice("ABCDEFGHJKLMNOPRSTUVWXY") for _ in range(3))
    return random.choice([f"QX{random.randint(51, 74)} {letters}", f"QY{random.randint(51, 74)}{letters}"])


def bank(random: Random) -> str:
    return random.choice(
        [
            f"sort code 00-{_digits(random, 2)}-{_digits(random, 2)}",
            f"account number {_digits(random, 8)}",
            _iban(random),
            _card(random),
        ]
    )


def _iban(random: Random) -> str:
    account = "TEST" + _digits(random, 14)
    number = int("".join(str(int(sign, 36)) for sign in account + "GB00"))
    whole = f"GB{98 - number % 97:02}{account}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _card(random: Random) -> str:
    fifteen = "4000" + _digits(random, 11)
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(fifteen))
    whole = f"{fifteen}{-total % 10}"
    return " ".join(whole[at : at + 4] for at in range(0, 16, 4))


def _digits(random: Random, number: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(number))
