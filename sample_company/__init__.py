"""A simulated subscription business behind vendor-shaped HTTP APIs.

What it is: what `make run` reads when no real source is configured, and what tests and benchmarks read. `generate`
writes a company from a seed, `advance` lets days pass, `serve` answers on 127.0.0.1 the way Typeform, Stripe, Zendesk
and Trustpilot answer; product events lie beside it as Segment-layout Parquet files. `truth/` holds the answers the
pipeline should reach, computed from the generator's own state.

What it is not: a client, a loader, a copy of any vendor's product, or data about anybody. It imports nothing from
ingestion, orchestration or expectations, and they import nothing from it: they meet over HTTP and files only.
"""

from sample_company.company import advance, generate
from sample_company.errors import SampleCompanyError
from sample_company.server.http import Reply, Request
from sample_company.server.run import Service, serve

__all__ = ["Reply", "Request", "SampleCompanyError", "Service", "advance", "generate", "serve"]
