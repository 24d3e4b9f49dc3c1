"""What the company sells and asks: plans, prices, places, survey forms. Nothing here draws or decides."""

from typing import Any

# country -> (weight, languages, currency, telephone prefix, digits after it)
COUNTRIES: dict[str, tuple[int, tuple[str, ...], str, str, int]] = {
    "DK": (34, ("da", "da", "da", "en"), "dkk", "+45", 8),
    "SE": (26, ("sv", "sv", "sv", "en"), "sek", "+46", 9),
    "EE": (18, ("et", "et", "ru", "en"), "eur", "+372", 8),
    "LV": (7, ("ru", "en"), "eur", "+371", 8),
    "IE": (8, ("en",), "eur", "+353", 9),
    "DE": (7, ("en",), "eur", "+49", 10),
}
PLANS = ("starter", "team", "business")
SEGMENTS = {"starter": "smb", "team": "mid_market", "business": "enterprise"}

# Minor units a month when paid monthly, and a month when paid yearly (so that a year divides by 12 exactly).
MONTHLY = {
    "eur": {"starter": 2_900, "team": 7_900, "business": 19_900},
    "dkk": {"starter": 21_900, "team": 59_900, "business": 149_900},
    "sek": {"starter": 32_900, "team": 89_900, "business": 229_900},
}
YEARLY_A_MONTH = {
    "eur": {"starter": 2_400, "team": 6_600, "business": 16_500},
    "dkk": {"starter": 18_000, "team": 49_500, "business": 124_000},
    "sek": {"starter": 27_400, "team": 75_000, "business": 190_000},
}

RELATIONSHIP, SUPPORT, PURCHASE, LOYALTY = "FNPS0001", "FCST0001", "FPUR0001", "FLOY0001"

# ref -> (metric, lowest, highest) of the questions that carry a score
SCALES: dict[str, tuple[str, int, int]] = {
    "nps": ("nps", 0, 10),
    "csat": ("csat", 1, 5),
    "ces": ("ces", 1, 7),
    "recommend": ("cli", 0, 10),
    "buy_again": ("cli", 1, 6),
    "try_other": ("cli", 1, 6),
}
QUESTIONS: dict[str, tuple[str, ...]] = {
    RELATIONSHIP: ("nps", "nps_reason"),
    SUPPORT: ("csat", "ces", "comment"),
    PURCHASE: ("csat", "ces", "comment"),
    LOYALTY: ("recommend", "buy_again", "try_other"),
}
TITLES = {
    RELATIONSHIP: "Relationship survey",
    SUPPORT: "Support survey",
    PURCHASE: "Purchase survey",
    LOYALTY: "Loyalty survey",
}
FIELD_TITLES = {
    "nps": "How likely are you to recommend us to a friend or colleague?",
    "nps_reason": "What is the main reason for your score?",
    "csat": "How satisfied are you?",
    "ces": "The company made it easy for me.",
    "comment": "Anything you would like to add?",
    "recommend": "How likely are you to recommend us?",
    "buy_again": "How likely are you to buy from us again?",
    "try_other": "How likely are you to try our other products?",
}
FIELD_TYPES = {"nps_reason": "long_text", "comment": "long_text", "csat": "rating"}
HIDDEN = [
    "user_id",
    "customer_id",
    "email",
    "ticket_id",
    "invoice_id",
    "invitation_id",
    "touchpoint",
    "segment",
    "country",
    "plan",
    "language",
    "test",
]


def field_id(form: str, ref: str) -> str:
    """Typeform's own id of a field; the ref is the stable name that we chose."""
    return f"{form[1:4].lower()}{ref.replace('_', '').title()}01"


def form_definition(form: str, created_at: str, updated_at: str) -> dict[str, Any]:
    """One form as `GET /forms/{id}` describes it."""
    fields = []
    for ref in QUESTIONS[form]:
        kind = FIELD_TYPES.get(ref, "opinion_scale")
        properties: dict[str, Any] = {}
        if ref in SCALES:
            _, low, high = SCALES[ref]
            properties = {"steps": high - low + 1, "start_at_one": low == 1}
            if kind == "rating":
                properties = {"steps": high, "shape": "star"}
        fields.append(
            {
                "id": field_id(form, ref),
                "ref": ref,
                "title": FIELD_TITLES[ref],
                "type": kind,
                "properties": properties,
                "validations": {"required": False},
            }
        )
    return {
        "id": form,
        "type": "form",
        "title": TITLES[form],
        "language": "en",
        "created_at": created_at,
        "last_updated_at": updated_at,
        "settings": {"is_public": True, "is_trial": False, "language": "en"},
        "fields": fields,
        "hidden": HIDDEN,
        "_links": {"display": f"https://sample.example/to/{form}"},
    }
