"""The embedded voice: `local/whisper-tiny.en` hears and `local/heart` speaks, with no key and no network."""
