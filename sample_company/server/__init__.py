"""HTTP servers on loopback that answer as the vendors do, from the file the generator wrote."""
