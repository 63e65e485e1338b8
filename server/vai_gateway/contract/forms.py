"""What a pattern asks for, in words. Generated from api/openapi.yaml by make codegen. Do not edit."""

FORMS = {
    "^[a-z-]+(/(\\.?[A-Za-z0-9_:@+-]|\\.\\.[A-Za-z0-9._:@+-])[A-Za-z0-9._:@+-]*)+$": "provider/name, the provider in lower case, as in anthropic/claude-sonnet-4-5",
    "^https?://.+$": "an http or https URL, as in https://example.com/cat.png",
    "^[a-z]+/[A-Za-z0-9.+-]+(;.*)?$": "a media type, as in image/png",
    "^[A-Za-z0-9_.-]{1,128}$": "1 to 128 letters, digits, underscores, dots or dashes, as in get_weather",
    "^[a-z0-9_]+_[0-9]{8}$": "a type with a date suffix, as in web_search_20250305",
    "^[!-~]+$": "visible ASCII characters without spaces",
}
"""By pattern: what follows `must be`."""
