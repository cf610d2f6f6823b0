"""The engine under our API: it knows GraphQL and HTTP, and no domain."""
