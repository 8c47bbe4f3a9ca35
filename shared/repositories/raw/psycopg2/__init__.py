"""psycopg2: synchronous only."""
