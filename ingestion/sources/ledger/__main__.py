"""Load the ledger alone into a scratch file."""

from ingestion.alone import main

if __name__ == "__main__":
    main("ledger")
