"""One module per vendor: how the company's objects look in that vendor's JSON, and the facts behind them."""
