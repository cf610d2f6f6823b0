"""What can be asked, answered and noted, one use case per file."""
