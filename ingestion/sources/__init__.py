"""One package per tool. A new tool is a new folder here; nothing else in this package changes (see README.md)."""
