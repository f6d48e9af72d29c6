"""Networks, firewalls, load balancers and tunnels."""
