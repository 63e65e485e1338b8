"""OpenAI chat completions, and what every vendor that speaks them shares."""
