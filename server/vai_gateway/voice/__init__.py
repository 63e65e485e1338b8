"""Speech on /v1/messages: heard before the model is called, spoken when it has answered."""
