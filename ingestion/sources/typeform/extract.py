"""How Typeform is read. One function per resource, named like it."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.errors import LoadError
from ingestion.feed import Feed, Page
from ingestion.pages import RETRY_HINT, Api
from ingestion.paginators import LastIdPaginator, PageCountPaginator
from ingestion.sources.typeform.settings import FORMS, RESPONSE_LAG, RESPONSES
from ingestion.spec import Record
from ingestion.windows import epoch

LISTING_ATTEMPTS = 3


def forms(feed: Feed) -> Iterator[Page]:
    """Every form with its fields. The list has only titles, so a form is fetched when its list entry has changed."""
    feed.list_all()
    api = _api(feed)
    listed = _list_forms(api, feed)
    feed.run.memo["form_ids"] = [form["id"] for form in listed]
    known: dict[str, str] = feed.state.get("updated", {}) if not feed.run.reconcile else {}
    updated = {form["id"]: form.get("last_updated_at") for form in listed}
    feed.still_there([form_id for form_id, at in updated.items() if at and known.get(form_id) == at])
    for form in listed:
        if not updated[form["id"]] or known.get(form["id"]) != updated[form["id"]]:
            times = {key: form[key] for key in ("created_at", "last_updated_at") if key in form}
            yield Page([{**api.get(f"forms/{form['id']}"), **times}])
    feed.state["updated"] = updated


def responses(feed: Feed) -> Iterator[Page]:
    """The responses of every form, newest first, by token from a closed window: new ones cannot move the pages."""
    window = feed.since_cursor(RESPONSE_LAG)
    api = _api(feed)
    params = {"page_size": RESPONSES.page_size, "until": epoch(window.end)}
    if window.start is not None:
        params["since"] = epoch(window.start)
    for form_id in feed.run.memo["form_ids"]:
        paginator = LastIdPaginator("before", "token", page_size=RESPONSES.page_size)
        path = RESPONSES.path.format(form_id=form_id)
        for number, answer in enumerate(api.pages(path, RESPONSES.selector, params, paginator, RESPONSES.id_field)):
            if number == 0:
                feed.expect(int(answer.body.get("total_items") or 0))
            for record in answer.records:
                if isinstance(record, dict):
                    record["_form_id"] = form_id
            yield Page(answer.records)


def _list_forms(api: Api, feed: Feed) -> list[Record]:
    """The list of forms, read again when its pages moved meanwhile: it is paged by number."""
    for _ in range(LISTING_ATTEMPTS):
        found: dict[str, Record] = {}
        total = 0
        for answer in api.pages(
            FORMS.path, FORMS.selector, {"page_size": FORMS.page_size}, PageCountPaginator("page_count")
        ):
            total = int(answer.body.get("total_items") or 0)
            found.update({form["id"]: form for form in answer.records})
        if len(found) == total:
            return [found[form_id] for form_id in sorted(found)]
    raise LoadError(
        f"the list of forms has {len(found)} forms, but {total} are declared, also when read again.",
        feed.where,
        RETRY_HINT,
    )


def _api(feed: Feed) -> Api:
    return Api(feed, feed.run.setting("TYPEFORM_BASE_URL"), feed.run.setting("TYPEFORM_TOKEN"))
