"""Charts of published numbers: rows in, an altair chart out. Reading them is lib's business, options are cli's."""
