"""The comparison in containers: `bench run --compose`, on the project of `docker-compose.yml`."""
