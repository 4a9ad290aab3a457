"""What is done with webhooks: entered, confirmed, ended; read from the trail; sent."""
