"""The portal itself: settings, addresses, and the machinery that starts it."""
