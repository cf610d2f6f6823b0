"""The pages a customer sees: checkout, 3-D Secure challenge, onboarding. Plain HTML, no script."""
