/** The version of the tables below: a file of another version is made anew by a sync. */
export const SCHEMA_VERSION = 1;

/** SQLite's application id, so that `file` and a reader know one: "GLAC". */
export const APPLICATION_ID = 0x474c4143;

/**
 * The tables of the advisory file.
 *
 * A look-up walks package → affected → advisory, each by key. What only a finding needs (details, references) lies compressed
 * in `texts`, many advisories to a block: that takes a fifth of the space of each by itself.
 */
export const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- What a directory of the bucket (Debian, npm) had, and how its answers are recognized again.
  CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bad INTEGER NOT NULL);
  CREATE TABLE fetched (path TEXT PRIMARY KEY, validators TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE listed (source INTEGER NOT NULL, advisory INTEGER NOT NULL, PRIMARY KEY (source, advisory)) WITHOUT ROWID;
  CREATE INDEX listed_advisory ON listed (advisory);

  -- Lists are separated by spaces; times are milliseconds since the epoch.
  CREATE TABLE advisory (
    id INTEGER PRIMARY KEY, osv TEXT NOT NULL UNIQUE, hash BLOB NOT NULL,
    modified INTEGER NOT NULL, published INTEGER, withdrawn INTEGER,
    aliases TEXT NOT NULL, upstream TEXT NOT NULL, cvss TEXT NOT NULL, summary TEXT NOT NULL,
    block INTEGER NOT NULL, slot INTEGER NOT NULL
  );
  CREATE TABLE texts (block INTEGER PRIMARY KEY, slots INTEGER NOT NULL, data BLOB NOT NULL);

  CREATE TABLE ecosystem (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, advisories INTEGER NOT NULL DEFAULT 0, newest INTEGER);
  CREATE TABLE package (id INTEGER PRIMARY KEY, ecosystem INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (ecosystem, name));
  CREATE TABLE affected (
    package INTEGER NOT NULL, advisory INTEGER NOT NULL, part INTEGER NOT NULL, data NOT NULL,
    PRIMARY KEY (package, advisory, part)
  ) WITHOUT ROWID;
  CREATE INDEX affected_advisory ON affected (advisory);

  -- Groups of ids that mean one vulnerability, only where there is more than one id.
  CREATE TABLE alias (id TEXT PRIMARY KEY, members INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE alias_group (id INTEGER PRIMARY KEY, members TEXT NOT NULL);

  -- By CVE number (read/cve-id.ts); scores in hundred-thousandths.
  CREATE TABLE cve (number INTEGER PRIMARY KEY, kev TEXT, score INTEGER, percentile INTEGER, vector TEXT, source TEXT);
  CREATE TABLE support (ecosystem TEXT NOT NULL, pattern TEXT NOT NULL, kind TEXT NOT NULL, since TEXT, note TEXT NOT NULL, PRIMARY KEY (ecosystem, pattern, kind)) WITHOUT ROWID;
  CREATE TABLE release (ecosystem TEXT PRIMARY KEY, name TEXT NOT NULL, released TEXT, eol TEXT, eol_lts TEXT) WITHOUT ROWID;

  PRAGMA user_version = ${SCHEMA_VERSION};
  PRAGMA application_id = ${APPLICATION_ID};
`;
