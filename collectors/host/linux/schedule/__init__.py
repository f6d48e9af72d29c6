"""What a machine starts by itself: by cron, by the timers of systemd."""
