"""psycopg 3: twins."""
