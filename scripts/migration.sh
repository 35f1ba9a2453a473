#!/usr/bin/env bash
# Adds a migration that brings the tables to what all tables.ts files say: scripts/migration.sh NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 9>"${TMPDIR:-/tmp}/glacis-migration.lock"
flock 9
PATH="$PWD/node_modules/.bin:$PATH" drizzle-kit generate --name "${1:?the name of what changes, in snake_case}"
