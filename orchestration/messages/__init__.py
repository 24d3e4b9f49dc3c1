"""What we tell people: a message as data, and how it looks in each kind of channel. Sends nothing, reads nothing."""
