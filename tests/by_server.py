"""A stack for each server."""

BY_SERVER = {
    "gunicorn": "flask-psycopg",
    "gevent": "flask-psycopg2-gevent",
    "granian, Flask": "flask-psycopg-granian",
    "uvicorn": "fastapi-asyncpg",
    "granian, FastAPI": "fastapi-asyncpg-granian",
}
