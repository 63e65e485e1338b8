"""Tools that the gateway runs itself, and the vendors behind them."""
