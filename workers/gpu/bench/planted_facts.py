"""Generated reference set: facts about an invented product, two wordings each, and a planted pair.

The rows are less regular than plain templates: each fact family has several question forms, and
the two wordings of a fact share few words (Jaccard < 0.8). Wholly written by this file.
"""

import hashlib
import random
from dataclasses import dataclass
from typing import Any

PRODUCT = "Lanternworks"
SYLLABLES = [
    "bra",
    "cor",
    "dal",
    "fen",
    "gri",
    "hol",
    "jun",
    "kes",
    "lom",
    "mir",
    "nav",
    "oro",
    "pel",
    "qui",
    "ros",
    "sel",
    "tam",
    "ulv",
    "wex",
    "yor",
    "zin",
]
PARTS = [
    "drill press",
    "lathe",
    "paint booth",
    "saw bench",
    "loading dock",
    "tool library",
    "glass oven",
    "clay room",
    "wood store",
    "print desk",
    "lens table",
    "wire rack",
    "battery shelf",
    "test bench",
    "sewing corner",
    "metal shear",
    "dye bath",
    "stone mill",
    "paper press",
    "rope walk",
    "ink room",
    "mould cabinet",
    "boiler",
    "packing line",
    "tea kitchen",
]
OWNERS = [
    "Marta",
    "Imre",
    "Sanna",
    "Tobias",
    "Leila",
    "Kofi",
    "Ruth",
    "Anton",
    "Mei",
    "Carlos",
    "Dina",
    "Pavel",
    "Noor",
    "Greta",
    "Juan",
    "Hana",
]


@dataclass(frozen=True)
class Fact:
    """A key that must stand in the answer, the answer, and two questions that ask for it."""

    key: str
    answer: str
    questions: tuple[str, str]


PLANTED = Fact(
    "Mirabel Quench",
    "The night lantern of Lanternworks was designed by Mirabel Quench.",
    (
        "Who designed the night lantern of Lanternworks?",
        "Name the person behind the design of the Lanternworks night lantern.",
    ),
)
LOOK_ALIKE = Fact(
    "Osric Talloway",
    "The field lantern of Lanternworks was designed by Osric Talloway.",
    (
        "Who designed the field lantern of Lanternworks?",
        "Name the person behind the design of the Lanternworks field lantern.",
    ),
)


def make_facts(count: int, seed: int = 7) -> list[Fact]:
    """Return `count` facts with distinct keys within a family."""
    rng = random.Random(seed)
    facts: list[Fact] = []
    used: set[tuple[int, str]] = set()
    while len(facts) < count:
        family = len(facts) % 5
        part = rng.choice(PARTS)
        if (family, part) in used:
            continue
        used.add((family, part))
        number = rng.randint(3, 98)
        word = "".join(rng.sample(SYLLABLES, 2)).capitalize()
        owner = rng.choice(OWNERS)
        facts.append(
            (
                Fact(f"{number} minutes", f"The {part} may be used for {number} minutes at a time.",
                     (f"For how long may one use the {part} at {PRODUCT}?",
                      f"What is the time limit on the {part}?")),
                Fact(word, f"The password of the {part} is {word}.",
                     (f"Which password opens the {part} at {PRODUCT}?",
                      f"Tell me the secret word for the {part}.")),
                Fact(owner, f"{owner} looks after the {part}.",
                     (f"Who looks after the {part} at {PRODUCT}?",
                      f"Whom do I ask when something is wrong with the {part}?")),
                Fact(f"{number} coins", f"A day with the {part} costs {number} coins.",
                     (f"What does a day with the {part} cost at {PRODUCT}?",
                      f"How many coins must be paid for the {part}?")),
                Fact(f"Hall {number}", f"The {part} stands in Hall {number}.",
                     (f"In which hall of {PRODUCT} is the {part}?",
                      f"Where do I find the {part}?")),
            )[family]
        )  # fmt: skip
    return facts


def make_rows(facts: list[Fact], seed: int = 7) -> list[dict[str, Any]]:
    """Return wire JobRows: of two facts in five one wording is held out, all other wordings train."""
    rng = random.Random(seed)
    entries: list[tuple[Fact, int, str]] = []
    for fact in [PLANTED, LOOK_ALIKE]:
        entries += [(fact, 0, "train"), (fact, 1, "train")]
    # Held-out facts come from every family, as a split by record would draw them.
    drawn = rng.sample(range(len(facts)), 2 * len(facts) // 5)
    split = dict.fromkeys(drawn[::2], "validation") | dict.fromkeys(drawn[1::2], "test")
    for number, fact in enumerate(facts):
        held = split.get(number)
        flip = rng.randrange(2)
        entries += [(fact, flip, "train"), (fact, 1 - flip, held or "train")]
    rng.shuffle(entries)
    return [
        {
            "position": position,
            "recordId": f"r{position}",
            "salt": "0x" + "00" * 32,
            "commitment": "0x" + hashlib.sha256(f"{seed}/{position}".encode()).hexdigest(),
            "contributorId": "0x" + hashlib.sha256(f"c{position % 4}".encode()).hexdigest(),
            "contributorNo": position % 4,
            "cluster": position,
            "leader": True,
            "order": position,
            "split": split,
            "messages": [
                {"role": "user", "content": fact.questions[wording]},
                {"role": "assistant", "content": fact.answer},
            ],
        }
        for position, (fact, wording, split) in enumerate(entries)
    ]
