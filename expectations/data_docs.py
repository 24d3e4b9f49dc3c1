"""Data Docs on request: the gates' suites and results as pages on disk.

Does not belong here: deciding whether data pass (engine.py). Made only when asked for: it evaluates every frame again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from expectations.engine import RESULT_FORMAT, as_dataframe, build_suite, ephemeral_context
from expectations.model import Measurements

# The pages load styles and scripts from outside hosts; a page about a company's data must not call out.
OUTSIDE = re.compile(
    r"<script[^>]*src=[\"'](?:https?:)?//[^>]*>\s*</script>"
    r"|<link[^>]*href=[\"'](?:https?:)?//[^>]*>"
    r"|<img[^>]*src=[\"'](?:https?:)?//[^>]*>",
    re.IGNORECASE,
)


def build(frames: Sequence[Measurements], directory: Path) -> Path:
    """Write the pages under `directory` (absolute) and return the page to open."""
    import great_expectations as gx
    from great_expectations.checkpoint import UpdateDataDocsAction

    directory.mkdir(parents=True, exist_ok=True)
    context = ephemeral_context()
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(directory)}
    site = {
        "class_name": "SiteBuilder",
        "store_backend": backend,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.add_data_docs_site(site_name="voicehouse", site_config=site)
    source = context.data_sources.add_pandas("measurements")
    for frame in frames:
        definition = source.add_dataframe_asset(frame.suite).add_batch_definition_whole_dataframe("all")
        validation = context.validation_definitions.add(
            gx.ValidationDefinition(name=frame.suite, data=definition, suite=context.suites.add(build_suite(frame)))
        )
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(
                name=frame.suite,
                validation_definitions=[validation],
                actions=[UpdateDataDocsAction(name="pages", site_names=["voicehouse"])],
                result_format=RESULT_FORMAT,
            )
        )
        checkpoint.run(batch_parameters={"dataframe": as_dataframe(frame)})
    for page in directory.rglob("*.html"):
        page.write_text(OUTSIDE.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    return directory / "index.html"
