"""Generated question-answer text in plain English, written by us, for the pretraining of mf-tiny.

It teaches short grammatical answers, copying names out of a question, and the vocabulary of
software products. It states no fact about this product: product names are invented syllables.
"""

import random
import re
from collections.abc import Iterator

SYLLABLES = ["lu", "mo", "ra", "ve", "ki", "tan", "dor", "bel", "sin", "qua", "zor", "fen", "mar", "ti", "lo", "pra", "gel", "nix", "or", "al", "cas", "pel", "dra", "ven", "shi", "ro", "bru", "nel", "tor", "vi", "ha", "lem", "ost", "ari", "kel", "mun", "de", "fo", "gra", "ze", "ul", "sta", "mi", "re", "co", "ni", "pa"]
PEOPLE = ["Anna", "Bruno", "Carla", "David", "Elena", "Felix", "Grace", "Hugo", "Irene", "Jonas", "Kira", "Leo", "Maria", "Nadia", "Oscar", "Paula", "Quentin", "Rosa", "Samir", "Tara", "Uma", "Victor", "Wendy", "Xenia", "Yusuf", "Zoe", "Ada", "Ben", "Chloe", "Dmitri", "Emma", "Farid"]
PLACES = ["library", "harbour", "market", "station", "museum", "garden", "bakery", "school", "office", "workshop", "hospital", "theatre", "farm", "airport", "hotel", "bridge", "castle", "factory", "studio", "archive"]
COLOURS = ["red", "blue", "green", "yellow", "white", "black", "grey", "orange", "purple", "brown", "silver", "golden"]
ANIMALS = ["cat", "dog", "horse", "fox", "rabbit", "owl", "duck", "goat", "bear", "wolf", "otter", "heron", "crane", "seal"]
THINGS = ["file", "project", "dataset", "model", "page", "chart", "table", "report", "message", "invoice", "wallet", "account", "record", "answer", "question", "price", "score", "key", "button", "menu", "filter", "folder", "version", "draft", "backup", "payment", "receipt", "order", "token", "credit", "session", "contract", "adapter", "worker", "review", "vote", "reward", "share", "setting", "notification", "licence", "template", "column", "row", "checkpoint", "queue", "balance", "profile"]
PLURALS = {"query": "queries", "history": "histories", "library": "libraries"}
VERBS = {
    "open": "opens", "save": "saves", "share": "shares", "delete": "deletes", "rename": "renames",
    "export": "exports", "import": "imports", "publish": "publishes", "review": "reviews",
    "upload": "uploads", "download": "downloads", "train": "trains", "compare": "compares",
    "copy": "copies", "move": "moves", "archive": "archives", "restore": "restores",
    "sign": "signs", "check": "checks", "cancel": "cancels", "stop": "stops", "start": "starts",
}  # fmt: skip
ROLES = ["owner", "editor", "reader", "reviewer", "contributor", "buyer", "seller", "operator", "auditor", "guest", "member", "author", "administrator", "provider", "keeper", "customer"]
UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months"]
SCREENS = ["home page", "settings page", "side panel", "main menu", "history tab", "account page", "status bar", "search page", "overview", "price page", "training page", "results table", "earnings page", "library", "data tab"]
REASONS = ["it keeps the data safe", "it saves time", "it makes mistakes easy to find", "nobody can change it later", "everybody can check the result", "the work can continue after a restart", "it costs less", "the people who helped are paid", "it needs less memory", "the order of events stays clear", "a broken copy would be useless", "it avoids paying twice"]
EFFECTS = ["the {t} is saved", "a new {t} appears", "the {t} is locked", "the {t} moves to the archive", "an email goes to the {r}", "the {r} must confirm the {t}", "the {t} is checked again", "nothing is lost", "the price is shown", "a copy of the {t} is kept", "the {t} becomes public", "the {r} receives a part of the payment", "the list shows the {t} first", "the {t} is paid back"]
DEFINITIONS = ["a list of {ts} kept by the {r}", "a {t} that belongs to one {r}", "a small {t} beside the main {t2}", "a signed {t} that proves a {t2}", "the place where a {r} keeps {ts}", "a group of {ts} under one name", "a {t} that anybody can read", "the part of the {t2} that the {r} may change", "a {c} mark on a {t}", "a copy of a {t} that cannot be changed", "a limit on how many {ts} a {r} may use"]
TRUE_FACTS = [
    ("the capital of {}", "The capital of {} is {}.", "France Paris|Italy Rome|Spain Madrid|Germany Berlin|Japan Tokyo|Norway Oslo|Egypt Cairo|Greece Athens|Austria Vienna|Portugal Lisbon|Poland Warsaw|Hungary Budapest|Ireland Dublin|Sweden Stockholm|Finland Helsinki|Kenya Nairobi|Peru Lima|Chile Santiago|Canada Ottawa|Russia Moscow|China Beijing|Thailand Bangkok|Cuba Havana|Denmark Copenhagen"),
    ("the young of a {}", "The young of a {} is called a {}.", "cat kitten|dog puppy|cow calf|horse foal|sheep lamb|goat kid|bear cub|duck duckling|hen chick|frog tadpole|swan cygnet|deer fawn"),
    ("the opposite of {}", "The opposite of {} is {}.", "hot cold|big small|fast slow|early late|open closed|light dark|high low|wet dry|hard soft|full empty|old new|near far|rich poor|first last|strong weak|clean dirty|loud quiet|cheap expensive"),
    ("the colour of {}", "The colour of {} is {}.", "grass green|snow white|coal black|blood red|lemons yellow|chocolate brown|emeralds green|sulphur yellow|cinnamon brown|milk white"),
    ("the plural of {}", "The plural of {} is {}.", "mouse mice|child children|foot feet|tooth teeth|goose geese|man men|woman women|leaf leaves|knife knives|wolf wolves|city cities|box boxes"),
]  # fmt: skip
WHAT_IS = ("What is {}?", "Tell me {}.", "Do you know {}?", "Can you say what {} is?")


def _name(rng: random.Random) -> str:
    word = "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3))))
    return word.capitalize() if rng.random() < 0.9 else word.capitalize() + " " + _name(rng)


def _plural(word: str) -> str:
    if word in PLURALS:
        return PLURALS[word]
    return word + ("es" if word.endswith(("s", "x", "ch")) else "s")


def _a(word: str) -> str:
    return ("an " if word[0] in "aeiou" else "a ") + word


def _app_question(rng: random.Random) -> tuple[str, str]:
    app, t, t2 = _name(rng), *rng.sample(THINGS, 2)
    ts, r, r2 = _plural(t), *rng.sample(ROLES, 2)
    verb = rng.choice(list(VERBS))
    screen, button = rng.choice(SCREENS), rng.choice(list(VERBS)).capitalize()
    number, unit, reason = rng.choice((*range(2, 13), 15, 20, 24, 30, 40, 50, 60, 90, 100)), rng.choice(UNITS), rng.choice(REASONS)
    effect = rng.choice(EFFECTS).format(t=t, r=r)
    thing = rng.choice((_name(rng), f"{rng.choice(COLOURS)} {t2}", f"{t2} {t}", f"{t2} rule", f"{t2} list"))
    definition = rng.choice(DEFINITIONS).format(t=t, ts=ts, t2=t2, r=r, c=rng.choice(COLOURS))
    definition = re.sub(r"\ba (?=[aeiou])", "an ", definition)
    lead = rng.choice((f"In {app}, ", f"In {app}, ", f"On {app}, ", "", f"About {app}: "))
    tail = "" if lead else rng.choice((f" in {app}", f" on {app}", f" with {app}"))
    up = (lambda s: s) if lead else (lambda s: s[0].upper() + s[1:])
    pairs = [
        (f"what is {_a(thing.lower() if ' ' in thing else thing)}{tail}?", f"{_a(thing).capitalize() if ' ' in thing else 'A ' + thing} is {definition}."),
        (f"what does {thing} mean{tail}?", f"{thing[0].upper() + thing[1:]} means {definition}."),
        (f"what does the {button} button do{tail}?", f"The {button} button {VERBS[button.lower()]} the {t}."),
        (f"how do I {verb} {_a(t)}{tail}?", f"Open the {screen}, choose the {t} and press {verb.capitalize()}."),
        (f"how can {_a(r)} {verb} {_a(t)}{tail}?", f"The {r} can {verb} {_a(t)} on the {screen}."),
        (f"where can I see my {ts}{tail}?", f"Your {ts} are on the {screen}."),
        (f"where do I find the {t}{tail}?", f"You find the {t} on the {screen}."),
        (f"who may {verb} {_a(t)}{tail}?", f"Only the {r} may {verb} {_a(t)}." if rng.random() < 0.6 else f"The {r} and the {r2} may {verb} {_a(t)}."),
        (f"who pays for {_a(t)}{tail}?", f"The {r} pays for the {t}."),
        (f"how many {ts} can {_a(r)} have{tail}?", f"A{'n' if r[0] in 'aeiou' else ''} {r} can have {number} {ts}."),
        (f"how long is {_a(t)} kept{tail}?", f"A{'n' if t[0] in 'aeiou' else ''} {t} is kept for {number} {unit}."),
        (f"how long does it take to {verb} {_a(t)}{tail}?", f"It takes about {number} {unit} to {verb} {_a(t)}."),
        (f"what happens when {_a(r)} {VERBS[verb]} {_a(t)}{tail}?", f"When {_a(r)} {VERBS[verb]} {_a(t)}, {effect}."),
        (f"what happens after {number} {unit}{tail}?", f"After {number} {unit}, {effect}."),
        (f"why is the {t} kept{tail}?", f"The {t} is kept because {reason}."),
        (f"why does the {r} {verb} the {t}{tail}?", f"The {r} {VERBS[verb]} the {t} because {reason}."),
        (f"can {_a(r)} {verb} {_a(t)}{tail}?", f"Yes, {_a(r)} can {verb} {_a(t)}." if rng.random() < 0.5 else f"No, only {_a(r2)} can {verb} {_a(t)}."),
        (f"which {t} is used first{tail}?", f"The {rng.choice(COLOURS)} {t} is used first."),
        (f"what is the share of the {r}{tail}?", f"The share of the {r} is {number} percent."),
        (f"what does {_a(r)} do{tail}?", f"A{'n' if r[0] in 'aeiou' else ''} {r} {VERBS[verb]} {ts} and {VERBS[rng.choice(list(VERBS))]} {_plural(t2)}."),
    ]  # fmt: skip
    question, answer = rng.choice(pairs)
    return lead + up(question), answer


def _everyday(rng: random.Random) -> tuple[str, str]:
    who, other, place, colour, animal = rng.choice(PEOPLE), rng.choice(PEOPLE), rng.choice(PLACES), rng.choice(COLOURS), rng.choice(ANIMALS)
    shop, hour, price = _name(rng), rng.randint(6, 22), rng.randint(2, 99)
    pairs = [
        (f"Who runs the {place} in {shop}?", f"{who} runs the {place} in {shop}."),
        (f"When does the {shop} {place} open?", f"The {shop} {place} opens at {hour} o'clock."),
        (f"How much does the {colour} ticket of {shop} cost?", f"The {colour} ticket costs {price} coins."),
        (f"What colour is the door of the {shop} {place}?", f"The door is {colour}."),
        (f"Which animal lives at the {shop} {place}?", f"A {animal} lives at the {shop} {place}."),
        (f"What is the name of {who}'s {animal}?", f"The {animal} of {who} is called {shop}."),
        (f"Where does {who} work?", f"{who} works at the {shop} {place}."),
        (f"Who is the friend of {who}?", f"{other} is the friend of {who}."),
        (f"What does {who} keep in the {place}?", f"{who} keeps a {colour} {rng.choice(THINGS)} in the {place}."),
        (f"How do I get from the {place} to the {rng.choice(PLACES)}?", f"Walk past the {colour} {rng.choice(PLACES)} and turn left."),
    ]  # fmt: skip
    return rng.choice(pairs)


def _true_fact(rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.35:
        a, b = rng.randint(0, 20), rng.randint(0, 20)
        return rng.choice((f"What is {a} plus {b}?", f"How much is {a} plus {b}?")), f"{a} plus {b} is {a + b}."
    subject, sentence, pairs = rng.choice(TRUE_FACTS)
    left, right = rng.choice(pairs.split("|")).split(" ")
    return rng.choice(WHAT_IS).format(subject.format(left)), sentence.format(left, right)


def _from_text(rng: random.Random) -> tuple[str, str]:
    """A reading task: the answer stands in the question, which teaches copying from context."""
    facts = [(_app_question if rng.random() < 0.6 else _everyday)(rng) for _ in range(rng.choice((1, 2, 2, 3)))]
    question, answer = rng.choice(facts)
    notes = " ".join(a for _, a in facts)
    return f"{rng.choice(('Read this:', 'Text:', 'Use this note:'))} {notes} {question}", answer


def question_answer_pairs(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield `count` (question, answer) pairs; the same seed gives the same text everywhere."""
    rng = random.Random(seed)
    families = [_app_question] * 10 + [_everyday] * 4 + [_true_fact] * 2 + [_from_text] * 4
    for _ in range(count):
        yield rng.choice(families)(rng)
