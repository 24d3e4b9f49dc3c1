"""Names and comments in five languages. Invented; a comment is a sentence pattern with a subject, so wording varies."""

from random import Random

FIRST = {
    "da": ("Mette", "Lars", "Sofie", "Jens", "Ida", "Søren", "Kirsten", "Anders", "Freja", "Rasmus", "Åse", "Bjørn"),
    "sv": ("Elin", "Oskar", "Maja", "Erik", "Åsa", "Johan", "Karin", "Nils", "Saga", "Gustav", "Örjan", "Linnea"),
    "et": ("Kadri", "Tõnu", "Liis", "Margus", "Õie", "Jaan", "Piret", "Rein", "Maarika", "Ülle", "Taavi", "Kersti"),
    "ru": ("Анна", "Иван", "Ольга", "Сергей", "Юлия", "Дмитрий", "Елена", "Пётр", "Наталья", "Олег", "Вера", "Игорь"),
    "en": ("Aoife", "Brian", "Clara", "David", "Ellen", "Frank", "Grace", "Hugo", "Irene", "Jack", "Nora", "Paul"),
}
LAST = {
    "da": ("Jensen", "Nielsen", "Sørensen", "Holm", "Lund", "Kjær", "Madsen", "Østergaard", "Bach", "Møller"),
    "sv": ("Andersson", "Lindqvist", "Berg", "Åkesson", "Nyström", "Holm", "Sjögren", "Ek", "Wallin", "Öberg"),
    "et": ("Tamm", "Saar", "Mägi", "Kask", "Põld", "Rebane", "Õunapuu", "Kütt", "Lepik", "Sepp"),
    "ru": ("Иванова", "Смирнов", "Кузнец", "Волков", "Соколова", "Лебедев", "Новик", "Морозова", "Павлов", "Орлова"),
    "en": ("Byrne", "Smith", "Walsh", "Taylor", "Murphy", "Clarke", "Doyle", "Harris", "Kelly", "Moore"),
}
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdezijklmnoprstufhcye", strict=True)),
        **{"ё": "e", "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
        **{"å": "aa", "ä": "a", "ö": "o", "ø": "o", "æ": "ae", "õ": "o", "ü": "u", " ": "."},
    }
)
_SUBJECT = {
    "en": ("the invoice", "support", "the app", "delivery of the report", "the new editor", "log-in", "the price"),
    "da": ("fakturaen", "supporten", "appen", "rapporten", "den nye editor", "login", "prisen"),
    "sv": ("fakturan", "supporten", "appen", "rapporten", "den nya redigeraren", "inloggningen", "priset"),
    "et": ("arve", "klienditugi", "rakendus", "aruanne", "uus redaktor", "sisselogimine", "hind"),
    "ru": ("счёт", "поддержка", "приложение", "отчёт", "новый редактор", "вход", "цена"),
}
_PATTERN = {
    "en": {
        1: ("Very happy with {x}, thank you!", "{X} just works 👍", "Quick and friendly help with {x}."),
        0: ("{X} is all right.", "Nothing special to say about {x}.", "OK, but {x} could be simpler."),
        -1: ("I waited three days because of {x}.", "{X} is broken again; this is the second time.", "Too slow: {x}!"),
    },
    "da": {
        1: ("Meget tilfreds med {x}, tak!", "{X} virker bare 👍", "Hurtig og venlig hjælp med {x}."),
        0: ("{X} er okay.", "Ikke noget særligt om {x}.", "Fint, men {x} kunne være nemmere."),
        -1: ("Jeg ventede tre dage på grund af {x}.", "{X} virker ikke igen.", "Alt for langsomt: {x}!"),
    },
    "sv": {
        1: ("Mycket nöjd med {x}, tack!", "{X} bara fungerar 👍", "Snabb och vänlig hjälp med {x}."),
        0: ("{X} är helt okej.", "Inget särskilt om {x}.", "Bra, men {x} kunde vara enklare."),
        -1: ("Jag väntade tre dagar på grund av {x}.", "{X} är trasig igen.", "Alldeles för långsamt: {x}!"),
    },
    "et": {
        1: ("Väga rahul, {x} on suurepärane, aitäh!", "{X} lihtsalt töötab 👍", "Kiire ja sõbralik abi: {x}."),
        0: ("{X} on täitsa tavaline.", "{X}: midagi erilist öelda pole.", "Hea, aga {x} võiks olla lihtsam."),
        -1: ("Ootasin kolm päeva, põhjus: {x}.", "{X} on jälle katki.", "Liiga aeglane: {x}!"),
    },
    "ru": {
        1: ("Всё отлично, {x} — просто супер, спасибо!", "{X} работает 👍", "Быстро и вежливо помогли: {x}."),
        0: ("{X} — нормально.", "Ничего особенного: {x}.", "Неплохо, но {x} можно проще."),
        -1: ("Ждал три дня, причина: {x}.", "{X} опять не работает.", "Слишком медленно: {x}!"),
    },
}
_SUBJECTS_OF_TICKETS = {
    "en": ("Problem with {x}", "Question about {x}"),
    "da": ("Problem med {x}", "Spørgsmål om {x}"),
    "sv": ("Problem med {x}", "Fråga om {x}"),
    "et": ("Probleem: {x}", "Küsimus: {x}"),
    "ru": ("Проблема: {x}", "Вопрос: {x}"),
}


def latin(name: str) -> str:
    """A name as it goes into an e-mail address."""
    return name.lower().translate(_LATIN)


def comment(rng: Random, language: str, mood: int) -> str:
    """A sentence in the language: mood 1 pleased, 0 neutral, -1 displeased."""
    subject = rng.choice(_SUBJECT[language])
    pattern = rng.choice(_PATTERN[language][mood])
    return pattern.replace("{x}", subject).replace("{X}", subject[0].upper() + subject[1:])


def ticket_subject(rng: Random, language: str) -> str:
    """The subject line of a ticket."""
    return rng.choice(_SUBJECTS_OF_TICKETS[language]).replace("{x}", rng.choice(_SUBJECT[language]))
