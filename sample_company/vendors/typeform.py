"""Survey responses as the Typeform Responses API shows them. Which answers count is the truth's business."""

from typing import Any

from sample_company.calendar import iso
from sample_company.catalogue import FIELD_TYPES, QUESTIONS, SCALES, field_id
from sample_company.model import Life, Response
from sample_company.numbers import scramble
from sample_company.sink import FOREVER, Answer, Fact, Sink


def emit(life: Life, sink: Sink) -> None:
    """Put a person's responses and their facts into the sink."""
    for response in life.responses:
        times = [(response.visible, response.submitted)]
        sink.versions(
            f"typeform_{response.form}",
            response.number,
            times,
            lambda _, r=response: render(r),  # type: ignore[misc]
            response.gone,
        )
        _facts(life, response, sink)


def render(response: Response) -> dict[str, Any]:
    """One item of `GET /forms/{id}/responses`."""
    answers: list[dict[str, Any]] = []
    for ref in QUESTIONS[response.form]:
        shape = {
            "id": field_id(response.form, ref),
            "type": FIELD_TYPES.get(ref, "opinion_scale"),
            "ref": ref,
        }
        if ref in response.scores:
            answers.append({"field": shape, "type": "number", "number": response.scores[ref]})
        elif ref not in SCALES and response.text:
            answers.append({"field": shape, "type": "text", "text": response.text})
    return {
        "landing_id": response.id,
        "token": response.id,
        "response_id": response.id,
        "response_type": "completed",
        "landed_at": iso(response.landed),
        "submitted_at": iso(response.submitted),
        "metadata": {
            "user_agent": "Mozilla/5.0 (compatible; sample)",
            "platform": response.platform,
            "referer": f"https://sample.example/to/{response.form}",
            "network_id": scramble(response.landed)[:10],
            "browser": "touch" if response.platform == "mobile" else "default",
        },
        "hidden": response.hidden,
        "calculated": {"score": 0},
        "answers": answers,
    }


def _facts(life: Life, response: Response, sink: Sink) -> None:
    until = response.gone or FOREVER
    pid, rid, hidden = life.person.pid, response.id, response.hidden
    for token in response.tokens:
        sink.facts.append(Fact("ref", pid, "typeform", rid, rid, response.visible, until, 0, 0, token))
    spoiled = "test" if "test" in hidden else None
    sink.facts.append(Fact("response", pid, "typeform", rid, rid, response.visible, until, response.landed, 0, spoiled))
    for ref in QUESTIONS[response.form]:
        if ref in SCALES:
            sink.answers.append(
                Answer(
                    person_id=pid,
                    response_id=rid,
                    form_id=response.form,
                    question_ref=ref,
                    metric=SCALES[ref][0],
                    score=response.scores.get(ref),
                    submitted_at=response.submitted,
                    from_at=response.visible,
                    to_at=until,
                    touchpoint=hidden["touchpoint"],
                    segment=hidden.get("segment"),
                    country=hidden.get("country"),
                    invitation_id=hidden.get("invitation_id"),
                    is_test="test" in hidden,
                    is_anonymous=not response.tokens,
                )
            )
