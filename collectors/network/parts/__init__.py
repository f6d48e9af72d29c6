"""Parts of devices, as facts: what readers of all platforms make of what their lines say."""
