"""One module per kind of channel. A channel is settings without secrets; `open()` finds those and gives `send`."""
