"""The only place that sees everybody: settings, urls, ports."""
