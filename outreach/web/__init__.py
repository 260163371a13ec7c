"""The edge: pages for people, an API for tablets. Rules live below."""
