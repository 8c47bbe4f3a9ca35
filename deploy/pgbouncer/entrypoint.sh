#!/bin/sh
# Tells PgBouncer the one user whom it knows; in the file a quotation mark is doubled.
set -eu
umask 077
password=$(printf '%s' "$APP_PASSWORD" | sed 's/"/""/g')
printf '"%s" "%s"\n' "$APP_USER" "$password" >/tmp/users.txt
unset APP_PASSWORD
exec "$@"
