"""The ledger: what must be transactional and is no analytics. Episodes, cases' follow-ups, the outbox and deliveries.

SQLAlchemy; an SQLite file in the state folder, or Postgres by VOC_LEDGER_URL. Never inside the warehouse file. It is
also a source (ingestion/sources/ledger), so that BI sees it. Does not belong here: deciding, wording, sending.
"""
