#!/usr/bin/env bash
# Regenerates the one initial migration from all tables.ts, as long as Glacis is unreleased.
# After the first release this becomes `drizzle-kit generate`, which adds a migration.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 9>/tmp/glacis-migration.lock
flock 9
rm -rf migrations
PATH="$PWD/node_modules/.bin:$PATH" drizzle-kit generate --name initial
