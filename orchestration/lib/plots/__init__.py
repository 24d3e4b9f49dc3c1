"""Charts of published numbers: rows in, an altair chart out. Reading the numbers is lib's business, options are cli's."""
