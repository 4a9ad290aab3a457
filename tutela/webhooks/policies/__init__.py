"""Who enters, confirms and ends; where nothing is sent to; when a failed message is tried again."""
