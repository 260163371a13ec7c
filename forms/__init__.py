"""What we ask: form definitions, their compiler, and the instruments that read answers. A leaf library: neither Flask nor SQLAlchemy."""
