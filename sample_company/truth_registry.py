"""Which metrics the truth knows: what each counts, for which periods, and what the counts amount to.

What a base counts is in truth_observations, truth_operations and truth_states.
"""

REASONS = ("test", "duplicate", "skipped", "out_of_range", "pending", "anonymous")
ALWAYS = ("day", "week", "month", "quarter", "rolling_28", "rolling_91")
EVENTS = ("week", "month", "quarter", "rolling_28")

# Of these bases a respondent's newest valid answer of a period counts, of the others every one.
LATEST = ("nps", "cli")
SURVEYS = ("nps", "csat", "ces", "cli")
RANKED = ("first_reply", "first_resolution", "full_resolution", "session_length")
# Both ends of a scale and the middle are counted / one side only / nothing but n.
SIDED = ("nps", "csat", "ces", "support_rating", "sentiment")
ONE_SIDED = (
    *("offer", "completion", "unreplied", "open_ticket", "reopened_7d", "reopened_30d"),
    *("repeat_purchase", "failed_payment", "contact", "retention", "churn", "close_the_loop"),
)
SUMMED = (*SURVEYS, *RANKED, "support_rating", "cancelled", "recurring", "running", "active_days", "sessions")

# metric -> what it counts, and what the counts amount to
METRICS = {
    "nps": ("nps", "net_share"),
    "csat": ("csat", "share"),
    "csat_mean": ("csat", "mean"),
    "ces": ("ces", "mean"),
    "ces_share": ("ces", "share"),
    "cli": ("cli", "mean"),
    "support_rating": ("support_rating", "share"),
    "close_the_loop_rate": ("close_the_loop", "share"),
    "invitations_sent": ("offer", "count"),
    "response_rate": ("offer", "share"),
    "start_rate": ("offer", "share"),
    "answer_rate_of_sent": ("offer", "share"),
    "completed_of_sent": ("offer", "share"),
    "completion_rate": ("completion", "share"),
    "first_reply_median": ("first_reply", "median"),
    "first_reply_p90": ("first_reply", "p90"),
    "unreplied_share": ("unreplied", "share"),
    "first_resolution_median": ("first_resolution", "median"),
    "first_resolution_p90": ("first_resolution", "p90"),
    "full_resolution_median": ("full_resolution", "median"),
    "full_resolution_p90": ("full_resolution", "p90"),
    "open_share": ("open_ticket", "share"),
    "reopen_rate_7d": ("reopened_7d", "share"),
    "reopen_rate_30d": ("reopened_30d", "share"),
    "contact_rate": ("contact", "share"),
    "retention_rate": ("retention", "share"),
    "churn_rate": ("churn", "share"),
    "mrr": ("recurring", "total"),
    "active_subscriptions": ("running", "total"),
    "cancelled_subscriptions": ("cancelled", "total"),
    "failed_payment_rate": ("failed_payment", "share"),
    "repeat_purchase_rate": ("repeat_purchase", "share"),
    "active_days": ("active_days", "mean"),
    "sessions_per_customer": ("sessions", "mean"),
    "session_length_median": ("session_length", "median"),
    "net_sentiment": ("sentiment", "net_share"),
}
